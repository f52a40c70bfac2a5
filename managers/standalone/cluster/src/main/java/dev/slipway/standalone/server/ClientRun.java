package dev.slipway.standalone.server;

import dev.slipway.api.ApplicationState;
import dev.slipway.api.DeployMode;
import dev.slipway.api.ExitInfo;
import dev.slipway.api.submit.ApplicationRef;
import dev.slipway.api.submit.Observation;
import dev.slipway.api.submit.SubmissionId;
import dev.slipway.api.submit.Transition;
import dev.slipway.link.ServerMessage;
import dev.slipway.standalone.node.Attempt;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An application in client mode. The server sees its driver's process by a connection, and its
 * SparkContext as an {@link Application} of the same id; a context in a process that Slipway did
 * not start is all there is to see. Confined to the resource manager's thread.
 */
final class ClientRun implements KnownApplication {
  /** A driver in client mode is not started again. */
  static final int ONLY_ATTEMPT = 1;

  final String id;
  String name;
  final String user;
  final Optional<String> account;

  /** Whether its process has, or had, a connection of its own. */
  boolean ofProcess;

  /** Empty while that is broken. */
  @Nullable Peer<ServerMessage> process;

  Instant heardAt;

  /** By when a process whose connection broke must be back. */
  Optional<Instant> awaitedUntil = Optional.empty();

  /** Whether a SparkContext was made. */
  boolean hasContext;

  /** Why it is to end, once somebody asked for that. */
  Optional<String> stopping = Optional.empty();

  private final Life life = new Life();

  ClientRun(
      String id,
      String name,
      String user,
      Optional<String> account,
      boolean ofProcess,
      Instant now) {
    this.id = id;
    this.name = name;
    this.user = user;
    this.account = account;
    this.ofProcess = ofProcess;
    this.heardAt = now;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public Optional<String> account() {
    return account;
  }

  @Override
  public Attempt attempt() {
    return new Attempt(id, ONLY_ATTEMPT);
  }

  @Override
  public String nodeOf(int attempt) {
    return "";
  }

  @Override
  public Instant since() {
    return life.began();
  }

  ApplicationState state() {
    return life.state();
  }

  boolean isOver() {
    return life.isOver();
  }

  void become(Transition step, Optional<ExitInfo> how) {
    life.become(step, how);
  }

  @Override
  public Observation observe() {
    return life.observe(
        new ApplicationRef(new SubmissionId(id), id), name, user, DeployMode.CLIENT);
  }
}
