package dev.slipway.standalone.server;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.ApplicationState;
import dev.slipway.api.DeployMode;
import dev.slipway.api.ExitInfo;
import dev.slipway.api.submit.ApplicationRef;
import dev.slipway.api.submit.Observation;
import dev.slipway.api.submit.SubmissionId;
import dev.slipway.api.submit.Transition;
import dev.slipway.launch.DriverSize;
import dev.slipway.launch.SpecFiles;
import dev.slipway.link.Protocol;
import dev.slipway.standalone.node.Attempt;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An application in cluster mode: what was submitted, and its life so far. Its SparkContext is an
 * {@link Application} of the same id. Confined to the resource manager's thread.
 */
final class Submitted implements KnownApplication {
  final String id;
  final String submission;
  final String user;

  /** Of the machine, under which it runs where nodes are told so; as a user's token names it. */
  final Optional<String> account;

  final ApplicationSpec spec;
  final DriverSize driverSize;
  final DriverSize executorSize;

  /** Without so many executors it cannot do anything. */
  final int leastExecutors;

  private final Life life = new Life();
  private final Map<Integer, String> earlierNodes = new HashMap<>();
  private int attempts;

  /** Why it is to end, once somebody asked for that. */
  Optional<String> stopping = Optional.empty();

  /** Which node has its driver; empty while it waits for one. */
  String node = "";

  /** Its driver, once it has one; after a restart of the server, once its node reported it. */
  @Nullable Container driver;

  /**
   * @throws dev.slipway.api.SlipwayException INVALID_VALUE, of its sizes
   */
  Submitted(
      String id, String submission, String user, Optional<String> account, ApplicationSpec spec) {
    this.id = id;
    this.submission = submission;
    this.user = user;
    this.account = account;
    this.spec = spec;
    this.driverSize = DriverSize.of(spec);
    this.executorSize = DriverSize.ofExecutor(spec);
    this.leastExecutors = DriverSize.leastExecutors(spec);
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public Optional<String> account() {
    return account;
  }

  /** The present run of its driver, or the one to come. */
  @Override
  public Attempt attempt() {
    return new Attempt(id, attempts);
  }

  boolean isSupervised() {
    return Boolean.parseBoolean(spec.property("spark.driver.supervise", "false"));
  }

  /** What a node is told of the present attempt. */
  ApplicationSpec specification() {
    if (!isSupervised()) {
      return spec;
    }
    Map<String, String> properties = new HashMap<>(spec.properties());
    properties.put(Protocol.ATTEMPT, Integer.toString(attempts));
    return SpecFiles.with(spec, properties);
  }

  /** An attempt that is over. */
  void ranOn(int attempt, String where) {
    earlierNodes.put(attempt, where);
  }

  @Override
  public String nodeOf(int attempt) {
    return attempt == attempts ? node : earlierNodes.getOrDefault(attempt, "");
  }

  /** Under supervision, if its driver failed now: what follows, in words. */
  Optional<String> again(Instant now) {
    if (!isSupervised()) {
      return Optional.empty();
    }
    List<Transition> then = new ArrayList<>(life.transitions());
    then.add(new Transition(ApplicationState.SUBMITTED, now, ""));
    return Optional.of(
        "attempt " + (attempts + 1) + " follows in " + Restarts.pause(then).toSeconds() + " s");
  }

  /** Since when it is as it is. */
  Instant waitsSince() {
    return life.since();
  }

  /** Whether its driver may start, as far as it depends on it alone. */
  boolean isDue(Instant now) {
    return attempts == 1 || !waitsSince().plus(Restarts.pause(life.transitions())).isAfter(now);
  }

  ApplicationState state() {
    return life.state();
  }

  /** Whether its driver's present attempt was ever said to run. */
  boolean hasRun() {
    boolean has = false;
    for (Transition step : life.transitions()) {
      has =
          step.to() == ApplicationState.RUNNING || (has && step.to() != ApplicationState.SUBMITTED);
    }
    return has;
  }

  boolean isOver() {
    return life.isOver();
  }

  boolean isWaiting() {
    return !isOver() && driver == null && node.isEmpty();
  }

  /** Its driver was given to a node, which has not said since that it is there. */
  boolean isMissing() {
    return !isOver() && driver == null && !node.isEmpty();
  }

  /** Once it is recorded. */
  void become(Transition step, Optional<ExitInfo> how) {
    if (!life.isEmpty()) {
      check(step.to());
    }
    if (step.to() == ApplicationState.SUBMITTED) {
      ranOn(attempts, node);
      attempts++;
      node = "";
      driver = null;
    }
    life.become(step, how);
  }

  void check(ApplicationState next) {
    if (!state().mayBecome(next)) {
      throw new IllegalStateException(id + ": " + state() + " never becomes " + next);
    }
  }

  @Override
  public Instant since() {
    return life.began();
  }

  @Override
  public Observation observe() {
    return life.observe(
        new ApplicationRef(new SubmissionId(submission), id),
        spec.name(),
        user,
        DeployMode.CLUSTER);
  }
}
