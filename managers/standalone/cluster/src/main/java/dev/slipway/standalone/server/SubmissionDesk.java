package dev.slipway.standalone.server;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.ApplicationState;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.ExitInfo;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.submit.Observation;
import dev.slipway.api.submit.StopMode;
import dev.slipway.api.submit.SubmissionId;
import dev.slipway.api.submit.Transition;
import dev.slipway.launch.SpecFiles;
import dev.slipway.link.Protocol;
import dev.slipway.standalone.node.Attempt;
import dev.slipway.standalone.node.ContainerIdentity;
import dev.slipway.standalone.submit.SubmitRequest;
import dev.slipway.standalone.submit.UploadedFile;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applications in cluster mode, from their submission to their end. What it decides is recorded,
 * then true. Confined to the resource manager's thread.
 */
final class SubmissionDesk {
  private static final Logger LOG = LoggerFactory.getLogger(SubmissionDesk.class);
  private static final int ENDED_KEPT = 2000;

  // Of the client's machine, or meant for the client alone.
  private static final Set<String> NOT_FOR_NODES =
      Set.of(
          "spark.driver.host",
          "spark.driver.bindAddress",
          "spark.local.dir",
          "slipway.token.file",
          "slipway.tls.trust",
          "slipway.submit.wait");

  private final Ledger ledger;
  private final Containers containers;
  private final Placing placing;
  private final DriverDesk drivers;
  private final EarlyDesk early;
  private final Identifiers identifiers;
  private final ApplicationStore store;
  private final Limits limits;
  private final Clock clock;
  private final Instant awaitNodesUntil;

  SubmissionDesk(
      Ledger ledger,
      Containers containers,
      Placing placing,
      DriverDesk drivers,
      EarlyDesk early,
      Identifiers identifiers,
      ApplicationStore store,
      Limits limits,
      Clock clock) {
    this.ledger = ledger;
    this.containers = containers;
    this.placing = placing;
    this.drivers = drivers;
    this.early = early;
    this.identifiers = identifiers;
    this.store = store;
    this.limits = limits;
    this.clock = clock;
    this.awaitNodesUntil = clock.instant().plus(limits.nodeSilence());
    store.load().forEach(ledger::add);
  }

  /**
   * @param account that a user's token names; empty: the operator's submission
   * @throws SlipwayException INVALID_VALUE, NEVER_FITS, CONFLICT, SYSTEM; nothing was accepted then
   */
  Observation submit(SubmitRequest request, Optional<String> account) {
    SubmissionId submission = submissionId(request.submission());
    Optional<Submitted> known = find(submission.text());
    if (known.isPresent()) {
      checkSame(known.get(), account);
      return known.get().observe();
    }
    String id = identifiers.application();
    String user = account.orElse(request.user());
    Submitted made = new Submitted(id, submission.text(), user, account, spec(request, id));
    placing.refuseWhatNeverFits(made);
    Transition first =
        new Transition(ApplicationState.SUBMITTED, clock.instant(), "submitted by " + user);
    store.add(made, first);
    made.become(first, Optional.empty());
    ledger.add(made);
    LOG.info("{}: {} of {} submitted", id, made.spec.name(), made.user);
    return made.observe();
  }

  private static void checkSame(Submitted known, Optional<String> account) {
    if (!known.account.equals(account)) {
      throw new SlipwayException(
          ErrorCode.CONFLICT,
          "the submission " + known.submission + " is another user's",
          "submit it under another name");
    }
  }

  Optional<Submitted> find(String submission) {
    return ledger.submitted().stream()
        .filter(each -> each.submission.equals(submission))
        .findFirst();
  }

  void stop(Submitted application, String user, StopMode mode) {
    if (application.isOver()) {
      return;
    }
    if (application.stopping.isEmpty()) {
      String why = "stopped by " + user;
      store.stopping(application, why);
      application.stopping = Optional.of(why);
    }
    Container driver = application.driver;
    if (driver != null) {
      Duration grace =
          switch (mode) {
            case GRACEFUL -> limits.stopGrace();
            case KILL -> Duration.ZERO;
          };
      containers.stop(driver, application.stopping.get(), grace);
    }
    settle(application);
  }

  /** After a restart: the container that a node reports, when it is a driver of ours. */
  @Nullable Container found(ContainerIdentity identity, Node node) {
    Submitted application = ledger.submitted(identity.application());
    if (application == null
        || !application.isMissing()
        || !application.node.equals(node.id)
        || !application.attempt().equals(identity.of())) {
      return null;
    }
    Container container = containers.found(identity, node);
    container.stopping = application.stopping;
    application.driver = container;
    return container;
  }

  /** A node has said all that it has. */
  void reported(Node node) {
    for (Submitted application : ledger.submitted()) {
      if (application.isMissing() && application.node.equals(node.id)) {
        if (!application.hasRun()) {
          // Recorded, and the server died before it told the node, or the node before it began.
          takeBack(application);
        } else {
          end(application, ExitInfo.lost(node.id + " does not know of it any more"));
        }
      }
    }
  }

  /**
   * Its node died before it began it, so nothing of it ever ran: a node is looked for again.
   *
   * @return false: it is no driver's, or was to be stopped anyway
   */
  boolean giveAgain(Container container) {
    Submitted application = ledger.submitted(container.identity.application());
    if (application == null || application.driver != container || container.stopping.isPresent()) {
      return false;
    }
    LOG.info("{}: {} never began its driver", application.id, application.node);
    ledger.forget(container);
    takeBack(application);
    return true;
  }

  private void takeBack(Submitted application) {
    store.placed(application, "");
    application.driver = null;
    application.node = "";
  }

  void settle() {
    ledger.submitted().stream().filter(each -> !each.isOver()).forEach(this::settle);
    placing.placeDrivers(this::start);
    // Their first executors boot with them.
    placing.placeExecutors();
  }

  private void settle(Submitted application) {
    Container driver = application.driver;
    if (driver != null) {
      DriverStep.next(
              application.state(),
              application.stopping,
              driver.state(),
              driver.exit,
              application.node,
              application.again(clock.instant()))
          .ifPresent(step -> take(application, step));
    } else if (application.isWaiting() && application.stopping.isPresent()) {
      end(application, ExitInfo.lost("stopped before it started"));
    } else if (application.isMissing() && !clock.instant().isBefore(awaitNodesUntil)) {
      end(
          application,
          ExitInfo.lost(
              application.node + " did not come back since the server was started again"));
    }
  }

  private void start(Submitted application, Node node) {
    DriverStep step =
        new DriverStep(
            ApplicationState.STARTING,
            node.id
                + " starts its driver"
                + (application.isSupervised() ? ", attempt " + application.attempt().number() : ""),
            Optional.empty());
    switch (application.state()) {
      case SUBMITTED, UNKNOWN -> record(application, step, node.id);
      case STARTING, RUNNING, FINISHED, FAILED, KILLED -> store.placed(application, node.id);
    }
    application.node = node.id;
    application.driver = containers.startDriver(application, application.driverSize, node);
    early.begin(application);
  }

  private void end(Submitted application, ExitInfo how) {
    take(
        application,
        DriverStep.ended(application.stopping, how, application.again(clock.instant())));
  }

  private void take(Submitted application, DriverStep step) {
    Attempt attempt = application.attempt();
    Container driver = application.driver;
    boolean again = step.to() == ApplicationState.SUBMITTED;
    record(application, step, again ? "" : application.node);
    if (again || step.to().isFinal()) {
      Application context = ledger.application(attempt);
      if (context != null) {
        drivers.end(context, "its driver ended", limits.orphanGrace());
      }
    }
    if (again && driver != null) {
      ledger.forget(driver);
    }
    if (step.to().isFinal()) {
      ledger.forgetOldestSubmitted(ENDED_KEPT).forEach(store::forget);
    }
  }

  private void record(Submitted application, DriverStep step, String node) {
    application.check(step.to());
    Transition transition = new Transition(step.to(), clock.instant(), step.why());
    store.moved(application, transition, step.exit(), node);
    LOG.info("{}: {} -> {}: {}", application.id, application.state(), step.to(), step.why());
    application.become(transition, step.exit());
  }

  /** Uploads that applications name which have not ended, by their digests. */
  Set<String> uploads() {
    return ledger.submitted().stream()
        .filter(each -> !each.isOver())
        .flatMap(each -> UploadedFile.in(each.spec).stream())
        .map(UploadedFile::sha256)
        .collect(Collectors.toSet());
  }

  private static SubmissionId submissionId(String text) {
    try {
      return new SubmissionId(text);
    } catch (IllegalArgumentException e) {
      throw new SlipwayException(
          ErrorCode.INVALID_VALUE, "" + e.getMessage(), "use letters, digits, '.', '_', '-'", e);
    }
  }

  private static ApplicationSpec spec(SubmitRequest request, String id) {
    Map<String, String> properties = new HashMap<>(request.spec().properties());
    properties.keySet().removeAll(NOT_FOR_NODES);
    properties.put("spark.submit.deployMode", "cluster");
    properties.put(Protocol.APPLICATION, id);
    return SpecFiles.with(request.spec(), properties);
  }
}
