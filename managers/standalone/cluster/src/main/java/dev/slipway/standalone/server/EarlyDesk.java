package dev.slipway.standalone.server;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.Resources;
import dev.slipway.api.driver.Demand;
import dev.slipway.launch.EarlyExecutors;
import dev.slipway.standalone.driver.DriverMessage;
import dev.slipway.standalone.driver.Protocol;
import dev.slipway.standalone.driver.ServerMessage;
import dev.slipway.standalone.driver.ServerMessage.Problem;
import dev.slipway.standalone.node.Attempt;
import java.time.Clock;
import java.time.Instant;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Applications before their first SparkContext: their executors are started with their drivers, and
 * wait. They end with the driver's process - in client mode its connection says that it lives, in
 * cluster mode its container - and when no context came in time. Confined to the resource manager's
 * thread.
 */
final class EarlyDesk {
  /** A driver in client mode is not started again. */
  private static final int ONLY = 1;

  private final Ledger ledger;
  private final Containers containers;
  private final Identifiers identifiers;
  private final Limits limits;
  private final Clock clock;
  private final Map<Peer<ServerMessage>, Application> processes = new IdentityHashMap<>();

  EarlyDesk(
      Ledger ledger, Containers containers, Identifiers identifiers, Limits limits, Clock clock) {
    this.ledger = ledger;
    this.containers = containers;
    this.identifiers = identifiers;
    this.limits = limits;
    this.clock = clock;
  }

  /** A driver's process in client mode, new or back. */
  void begin(Peer<ServerMessage> peer, DriverMessage.Begin begin) {
    Optional<String> known = begin.application();
    if (known.isPresent() && !Identifiers.isApplication(known.get())) {
      peer.send(
          new ServerMessage.Refused(
              new Problem(
                  ErrorCode.PROTOCOL,
                  "'" + known.get() + "' is not an application's id",
                  "run the same version of Slipway on both sides")));
      peer.drop();
      return;
    }
    Application application =
        known.map(id -> ledger.application(new Attempt(id, ONLY))).orElse(null);
    if (application == null) {
      // One that this server does not know was asked for before its start: nodes will report it.
      String id = known.orElseGet(identifiers::application);
      application =
          create(
              new Attempt(id, ONLY),
              begin.name(),
              ledger.account(peer.bearer()),
              begin.user(),
              known.isEmpty() ? begin.first() : none());
    } else if (application.registration.isEmpty() && application.stage == Application.Stage.LIVE) {
      application.awaitedUntil = Optional.empty();
      application.beginsEarly(none(), clock.instant(), deadline());
    }
    processes.put(peer, application);
    peer.send(new ServerMessage.Begun(application.id));
  }

  /** An application in cluster mode, whose driver is being started. */
  void begin(Submitted submitted) {
    if (ledger.application(submitted.attempt()) == null) {
      EarlyExecutors.of(submitted.spec, submitted.user, Protocol.DEFAULT_EXECUTORS)
          .ifPresent(
              first ->
                  create(
                      submitted.attempt(),
                      submitted.spec.name(),
                      submitted.account,
                      submitted.user,
                      Optional.of(first)));
    }
  }

  boolean isProcess(Peer<ServerMessage> peer) {
    return processes.containsKey(peer);
  }

  /** Whether the process that began it is connected. */
  boolean hasProcess(Application application) {
    return processes.containsValue(application);
  }

  /** A connection ended. */
  void gone(Peer<ServerMessage> peer) {
    Application application = processes.remove(peer);
    if (application != null && application.early && !hasProcess(application)) {
      application.awaitedUntil = Optional.of(clock.instant().plus(limits.driverReturn()));
    }
  }

  void tick() {
    Instant now = clock.instant();
    for (Application application : ledger.applications()) {
      if (application.early && !application.earlyUntil.isAfter(now)) {
        application.earlyUntil = Instant.MAX;
        application.wantNothing();
        String why = "its driver made no SparkContext within " + limits.early().toSeconds() + " s";
        application.alive().forEach(each -> containers.stop(each, why, limits.stopGrace()));
      }
    }
  }

  void ping() {
    processes.keySet().forEach(peer -> peer.send(new ServerMessage.Ping()));
  }

  private Application create(
      Attempt attempt, String name, Optional<String> account, String user, Optional<Demand> first) {
    Application made = new Application(attempt, "", name, account.orElse(user), clock.instant());
    made.account = account;
    // Whether it will ever fit is the driver's to hear, if it still wants it then.
    made.beginsEarly(first.filter(this::fits), clock.instant(), deadline());
    ledger.add(made);
    return made;
  }

  private boolean fits(Demand demand) {
    Resources each = demand.recipe().resources();
    return ledger.nodes().stream().anyMatch(node -> each.fitsIn(node.capacity));
  }

  private Instant deadline() {
    return clock.instant().plus(limits.early());
  }

  private static Optional<Demand> none() {
    return Optional.empty();
  }
}
