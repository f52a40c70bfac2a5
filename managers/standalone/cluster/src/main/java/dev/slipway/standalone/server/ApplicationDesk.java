package dev.slipway.standalone.server;

import dev.slipway.api.ApplicationState;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.submit.Observation;
import dev.slipway.api.submit.StopMode;
import dev.slipway.link.ServerMessage;
import dev.slipway.link.ServerMessage.Problem;
import dev.slipway.standalone.node.Attempt;
import dev.slipway.standalone.submit.ObservationPage;
import dev.slipway.standalone.submit.SubmitRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What people ask about applications, in both modes. Every question names who asks: what is
 * another's is not there. Confined to the resource manager's thread.
 */
final class ApplicationDesk {
  private static final Pattern OF_ATTEMPT = Pattern.compile("a([1-9]\\d{0,8})-(.+)");

  private final Ledger ledger;
  private final SubmissionDesk submissions;
  private final DriverDesk drivers;
  private final Limits limits;

  ApplicationDesk(Ledger ledger, SubmissionDesk submissions, DriverDesk drivers, Limits limits) {
    this.ledger = ledger;
    this.submissions = submissions;
    this.drivers = drivers;
    this.limits = limits;
  }

  /**
   * @throws SlipwayException INVALID_VALUE, NEVER_FITS, CONFLICT, SYSTEM; nothing was accepted then
   */
  Observation submit(Bearer who, SubmitRequest request) {
    return submissions.submit(request, who.named());
  }

  /** Whether there is a submission of this id, whoever's. */
  boolean isSubmitted(String submission) {
    return submissions.find(submission).isPresent();
  }

  /** Uploads that applications name which have not ended, by their digests. */
  Set<String> uploads() {
    return submissions.uploads();
  }

  /**
   * @throws SlipwayException NOT_FOUND
   */
  Observation find(Bearer who, String submission) {
    return submissions
        .find(submission)
        .filter(found -> who.mayUse(found.account()))
        .map(KnownApplication::observe)
        .orElseThrow(
            () ->
                new SlipwayException(
                    ErrorCode.NOT_FOUND,
                    "there is no submission " + submission,
                    "see slipway list"));
  }

  /**
   * @throws SlipwayException NOT_FOUND
   */
  Observation observe(Bearer who, String id) {
    return named(who, id).observe();
  }

  /** Newest first. */
  ObservationPage list(
      Bearer who, Set<ApplicationState> states, int limit, Optional<String> after) {
    List<Observation> found = new ArrayList<>();
    boolean skipping = after.isPresent();
    for (KnownApplication each : ledger.knownApplications()) {
      if (skipping) {
        skipping = !after.get().equals(each.id());
        continue;
      }
      Observation seen = each.observe();
      if (who.mayUse(each.account()) && (states.isEmpty() || states.contains(seen.state()))) {
        found.add(seen);
        if (found.size() == limit) {
          return new ObservationPage(found, Optional.of(each.id()));
        }
      }
    }
    return new ObservationPage(found, Optional.empty());
  }

  /** Idempotent; one that has ended is left alone. */
  Observation stop(Bearer who, String id, String user, StopMode mode) {
    KnownApplication application = named(who, id);
    String by = who.named().orElse(user);
    if (application instanceof Submitted submitted) {
      submissions.stop(submitted, by, mode);
    } else if (application instanceof ClientRun run && !run.isOver()) {
      stop(run, "stopped by " + by, mode);
    }
    return application.observe();
  }

  private void stop(ClientRun run, String why, StopMode mode) {
    run.stopping = run.stopping.or(() -> Optional.of(why));
    boolean atOnce = mode == StopMode.KILL;
    Peer<ServerMessage> process = run.process;
    if (process != null) {
      process.send(new ServerMessage.Leave(why, atOnce));
    }
    Application context = ledger.application(run.attempt());
    if (context != null) {
      if (process == null) {
        context.send(
            new ServerMessage.Fatal(
                new Problem(
                    ErrorCode.CONFLICT, run.id + " was " + why, "see slipway status " + run.id)));
      }
      drivers.end(context, why, atOnce ? Duration.ZERO : limits.stopGrace());
    }
  }

  /** The driver's first, if a node has it; of earlier attempts as {@code a1-driver}. */
  List<String> containerNames(Bearer who, String id) {
    return containerNames(named(who, id));
  }

  private List<String> containerNames(KnownApplication application) {
    int present = application.attempt().number();
    Stream<String> earlier =
        IntStream.range(1, present)
            .mapToObj(n -> names(application, n).map(name -> "a" + n + "-" + name))
            .flatMap(names -> names);
    return Stream.concat(names(application, present), earlier).toList();
  }

  private Stream<String> names(KnownApplication application, int attempt) {
    Application context = ledger.application(new Attempt(application.id(), attempt));
    Stream<String> executors =
        context == null
            ? Stream.empty()
            : context.containers.keySet().stream()
                .sorted((a, b) -> Integer.compare(Integer.parseInt(a), Integer.parseInt(b)));
    Stream<String> driver =
        application.nodeOf(attempt).isEmpty() ? Stream.empty() : Stream.of(Containers.DRIVER);
    return Stream.concat(driver, executors);
  }

  /** Where a container lies, and its own id. */
  record Place(String node, String container) {}

  /**
   * @param name as {@link #containerNames} has it: {@code a2-driver} is the second attempt's
   * @throws SlipwayException NOT_FOUND
   */
  Place placeOf(Bearer who, String id, String name) {
    KnownApplication application = named(who, id);
    Matcher ofAttempt = OF_ATTEMPT.matcher(name);
    Attempt attempt =
        ofAttempt.matches()
            ? new Attempt(id, Integer.parseInt(ofAttempt.group(1)))
            : application.attempt();
    String plain = ofAttempt.matches() ? ofAttempt.group(2) : name;
    String containerId = attempt.container(plain);
    String node = application.nodeOf(attempt.number());
    if (plain.equals(Containers.DRIVER) && !node.isEmpty()) {
      return new Place(node, containerId);
    }
    Container container = ledger.container(containerId);
    if (container == null) {
      boolean ofClient = application instanceof ClientRun && plain.equals(Containers.DRIVER);
      throw new SlipwayException(
          ErrorCode.NOT_FOUND,
          ofClient
              ? "the driver of " + id + " runs on its client's machine, and writes its log there"
              : "application " + id + " has no container " + name,
          "it has " + containerNames(application));
    }
    return new Place(container.node, containerId);
  }

  private KnownApplication named(Bearer who, String id) {
    return ledger
        .known(id)
        .filter(found -> who.mayUse(found.account()))
        .orElseThrow(() -> KnownApplication.missing(id));
  }
}
