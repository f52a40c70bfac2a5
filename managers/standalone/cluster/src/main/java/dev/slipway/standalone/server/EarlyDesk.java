package dev.slipway.standalone.server;

import dev.slipway.api.Resources;
import dev.slipway.api.driver.Demand;
import dev.slipway.launch.EarlyExecutors;
import dev.slipway.link.DriverMessage;
import dev.slipway.link.Protocol;
import dev.slipway.standalone.node.Attempt;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * Applications before their first SparkContext: their executors are started with their drivers, and
 * wait. They end with the driver's process - in client mode its connection says that it lives, in
 * cluster mode its container - and when no context came in time. Confined to the resource manager's
 * thread.
 */
final class EarlyDesk {
  private final Ledger ledger;
  private final Containers containers;
  private final Limits limits;
  private final Clock clock;

  EarlyDesk(Ledger ledger, Containers containers, Limits limits, Clock clock) {
    this.ledger = ledger;
    this.containers = containers;
    this.limits = limits;
    this.clock = clock;
  }

  /** A driver's process in client mode, new or back. */
  void begin(ClientRun run, DriverMessage.Begin begin) {
    Application context = ledger.application(run.attempt());
    if (context == null) {
      // One that was known before was asked for before the server's start: nodes will report it.
      boolean isNew = begin.application().isEmpty();
      begin
          .first()
          .ifPresent(
              first ->
                  create(
                      run.attempt(),
                      run.name,
                      run.account,
                      run.user,
                      isNew ? Optional.of(first) : none()));
    } else if (context.registration.isEmpty() && context.stage == Application.Stage.LIVE) {
      context.awaitedUntil = Optional.empty();
      context.beginsEarly(none(), clock.instant(), deadline());
    }
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

  /** The connection of a driver's process in client mode ended. */
  void processGone(ClientRun run) {
    Application context = ledger.application(run.attempt());
    if (context != null && context.early) {
      context.awaitedUntil = Optional.of(clock.instant().plus(limits.driverReturn()));
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

  private void create(
      Attempt attempt, String name, Optional<String> account, String user, Optional<Demand> first) {
    Application made = new Application(attempt, "", name, account.orElse(user), clock.instant());
    made.account = account;
    // Whether it will ever fit is the driver's to hear, if it still wants it then.
    made.beginsEarly(first.filter(this::fits), clock.instant(), deadline());
    ledger.add(made);
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
