package dev.slipway.standalone.server;

import dev.slipway.api.JvmSpec;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.submit.LaunchReport;
import dev.slipway.link.DriverMessage;
import dev.slipway.link.Launch;
import dev.slipway.link.Timeline;
import dev.slipway.standalone.node.Attempt;
import dev.slipway.standalone.node.NodeMessage;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How applications came up, in both modes: where their time went, and which JVMs had no class-data
 * archive. Recorded once, at the end; what a driver reached it says again to a server that was
 * started again. Confined to the resource manager's thread.
 */
final class LaunchDesk {
  private static final Logger LOG = LoggerFactory.getLogger(LaunchDesk.class);

  private final Ledger ledger;
  private final ApplicationStore store;
  private final Clock clock;
  private final Map<String, Launch> running = new HashMap<>();

  LaunchDesk(Ledger ledger, ApplicationStore store, Clock clock) {
    this.ledger = ledger;
    this.store = store;
    this.clock = clock;
  }

  /**
   * Of the bearer's own application only; of another attempt than the present one nothing counts.
   */
  void heard(Bearer bearer, DriverMessage.Progress said) {
    Attempt attempt = new Attempt(said.application(), said.attempt());
    Application context = ledger.application(attempt);
    boolean own =
        !(bearer instanceof Bearer.Driver driver)
            || driver.application().equals(attempt.application());
    boolean lives = context != null && context.stage == Application.Stage.LIVE;
    if (context != null && lives && own && context.account.equals(ledger.account(bearer))) {
      Launch launch = of(attempt, context.account).heard(said, clock.instant());
      running.put(
          said.application(),
          said.unarchived().map(why -> launch.without(Containers.DRIVER, why)).orElse(launch));
    }
  }

  /** A container's process began. */
  void started(NodeMessage.Started started) {
    Container container = ledger.container(started.container());
    if (container != null && container.isAlive() && started.unarchived().isPresent()) {
      String name =
          container.identity.role() == JvmSpec.Role.DRIVER
              ? Containers.DRIVER
              : container.identity.name();
      Launch launch = of(container.identity.of(), container.identity.account());
      running.put(
          container.identity.application(), launch.without(name, started.unarchived().get()));
    }
  }

  private Launch of(Attempt attempt, Optional<String> account) {
    Launch known = running.get(attempt.application());
    return known != null && known.attempt() == attempt.number()
        ? known
        : Launch.of(account, attempt.number());
  }

  /** Records those of applications that ended. */
  void settle() {
    List.copyOf(running.keySet()).stream().filter(this::isOver).forEach(this::record);
  }

  private boolean isOver(String id) {
    Submitted submitted = ledger.submitted(id);
    if (submitted != null) {
      return submitted.isOver();
    }
    Launch launch = running.get(id);
    Application context =
        launch == null ? null : ledger.application(new Attempt(id, launch.attempt()));
    return context == null || context.stage != Application.Stage.LIVE;
  }

  private void record(String id) {
    Launch launch = running.remove(id);
    if (launch == null) {
      return;
    }
    try {
      store.launched(id, launch.endedAt(clock.instant()));
    } catch (SlipwayException e) {
      // Nobody waits for it, and nothing depends on it.
      LOG.error("{}: how it came up is not recorded: {}", id, e.problem());
    }
  }

  /**
   * @throws SlipwayException NOT_FOUND, when it is not there for this bearer
   */
  LaunchReport report(Bearer bearer, String id) {
    Instant now = clock.instant();
    Submitted submitted = ledger.submitted(id);
    Optional<Launch> launch = Optional.ofNullable(running.get(id)).or(() -> store.launch(id));
    Map<String, String> unarchived = launch.map(Launch::unarchived).orElse(Map.of());
    if (submitted != null && bearer.mayUse(submitted.account)) {
      Optional<Launch> present =
          launch.filter(each -> each.attempt() == submitted.attempt().number());
      return new LaunchReport(
          Timeline.of(submitted.observe().transitions(), submitted.spec.properties(), present, now),
          unarchived);
    }
    return launch
        .filter(each -> submitted == null && bearer.mayUse(each.account()))
        .map(each -> new LaunchReport(Timeline.of(each, now), unarchived))
        .or(() -> silent(bearer, id))
        .orElseThrow(() -> KnownApplication.missing(id));
  }

  /** In client mode, of which nothing was heard yet. */
  private Optional<LaunchReport> silent(Bearer bearer, String id) {
    return ledger.applications().stream()
        .filter(each -> each.id.equals(id) && bearer.mayUse(each.account))
        .map(each -> LaunchReport.unknown())
        .findFirst();
  }
}
