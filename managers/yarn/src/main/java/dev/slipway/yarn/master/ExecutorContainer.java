package dev.slipway.yarn.master;

import dev.slipway.api.ContainerState;
import dev.slipway.api.ExitInfo;
import dev.slipway.api.driver.ExecutorId;
import dev.slipway.api.driver.ExecutorObservation;
import dev.slipway.api.driver.ExecutorRecipe;
import dev.slipway.api.driver.ProfileId;
import dev.slipway.link.ServerMessage.ExecutorView;
import java.util.Optional;

/** One executor's container. Confined to the master's thread. */
final class ExecutorContainer {
  final ExecutorId id;
  final ProfileId profile;
  final ExecutorRecipe recipe;
  final Grant grant;

  /** By which its JVM is recognised when it calls. */
  final String secret;

  private final String log;
  ContainerState state = ContainerState.ALLOCATED;
  Optional<ExitInfo> exit = Optional.empty();

  /** Why it was told to end. */
  Optional<String> stopping = Optional.empty();

  /** Why YARN will end it. */
  Optional<String> leaving = Optional.empty();

  /** At its exit: when that was, among the application's. */
  long exitNumber;

  /** Its JVM calls and waits for an answer. */
  Optional<HandoverLine> line = Optional.empty();

  ExecutorContainer(
      ExecutorId id,
      ProfileId profile,
      ExecutorRecipe recipe,
      Grant grant,
      String secret,
      String user) {
    this.id = id;
    this.profile = profile;
    this.recipe = recipe;
    this.grant = grant;
    this.secret = secret;
    this.log = "http://" + grant.web() + "/node/containerlogs/" + grant.id() + "/" + user;
  }

  boolean isAlive() {
    return exit.isEmpty();
  }

  /** Whether it counts towards a total. */
  boolean counts() {
    return exit.isEmpty() && stopping.isEmpty();
  }

  /** A page of the NodeManager's; below it each stream. */
  String log() {
    return log;
  }

  ExecutorView view() {
    return new ExecutorView(
        new ExecutorObservation(id, profile, state, grant.host(), recipe.hash(), exit), log);
  }
}
