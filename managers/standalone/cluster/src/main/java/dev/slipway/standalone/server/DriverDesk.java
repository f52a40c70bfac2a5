package dev.slipway.standalone.server;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.ExitInfo;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.driver.ExecutorObservation;
import dev.slipway.link.DriverMessage;
import dev.slipway.link.Protocol;
import dev.slipway.link.ServerMessage;
import dev.slipway.link.ServerMessage.ExecutorView;
import dev.slipway.link.ServerMessage.Problem;
import dev.slipway.standalone.node.Attempt;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Speaks with drivers. The end of a driver's connection is evidence of its death; its silence is
 * not, until it has lasted. Confined to the resource manager's thread.
 */
final class DriverDesk {
  private static final Logger LOG = LoggerFactory.getLogger(DriverDesk.class);

  private final Ledger ledger;
  private final Containers containers;
  private final Placing placing;
  private final Explanations explanations;
  private final ClientDesk clients;
  private final Identifiers identifiers;
  private final Limits limits;
  private final Clock clock;
  private final Set<Peer<ServerMessage>> greeted = new HashSet<>();
  private final Map<Peer<ServerMessage>, Application> byPeer = new IdentityHashMap<>();

  DriverDesk(
      Ledger ledger,
      Containers containers,
      Placing placing,
      Explanations explanations,
      ClientDesk clients,
      Identifiers identifiers,
      Limits limits,
      Clock clock) {
    this.ledger = ledger;
    this.containers = containers;
    this.placing = placing;
    this.explanations = explanations;
    this.clients = clients;
    this.identifiers = identifiers;
    this.limits = limits;
    this.clock = clock;
  }

  void said(Peer<ServerMessage> peer, DriverMessage message) {
    if (message instanceof DriverMessage.Hello hello) {
      greet(peer, hello);
      return;
    }
    if (!greeted.contains(peer)) {
      refuse(peer, "a driver's first message must be Hello");
      return;
    }
    if (message instanceof DriverMessage.Begin begin) {
      clients.begin(peer, begin);
      return;
    }
    if (clients.said(peer, message)) {
      return;
    }
    if (message instanceof DriverMessage.Register register) {
      register(peer, register);
      return;
    }
    Application application = byPeer.get(peer);
    if (application == null) {
      refuse(peer, "a driver must register before it asks for something");
      return;
    }
    application.heardAt = clock.instant();
    if (message instanceof DriverMessage.Want want) {
      want(application, want);
    } else if (message instanceof DriverMessage.Release release) {
      release(application, release);
    } else if (message instanceof DriverMessage.Explain explain) {
      explanations.ask(application, explain);
    } else if (message instanceof DriverMessage.Unregister) {
      application.unregistered = true;
      end(application, "its application is over", limits.stopGrace());
    }
  }

  /** A connection ended: for its application, if it is still the newest. */
  void gone(Peer<ServerMessage> peer, String why) {
    greeted.remove(peer);
    clients.gone(peer);
    Application application = byPeer.remove(peer);
    if (application == null || application.peer != peer) {
      return;
    }
    application.peer = null;
    if (application.stage == Application.Stage.LIVE) {
      LOG.info("{}: its driver's connection ended: {}", application.id, why);
      application.awaitedUntil = Optional.of(clock.instant().plus(limits.driverReturn()));
    }
  }

  void tick() {
    Instant now = clock.instant();
    for (Application application : ledger.applications()) {
      if (application.stage == Application.Stage.LIVE) {
        look(application, now);
      }
    }
  }

  /** Completes what is ending. */
  void settle() {
    for (Application application : ledger.applications()) {
      if (application.stage == Application.Stage.ENDING && application.isQuiet()) {
        application.stage = Application.Stage.ENDED;
        LOG.info("{}: ended", application.id);
        application.send(new ServerMessage.Unregistered());
        ledger.forgetOldest();
      }
    }
  }

  void end(Application application, String why, Duration grace) {
    if (application.stage == Application.Stage.LIVE) {
      LOG.info("{}: ending: {}", application.id, why);
      application.stage = Application.Stage.ENDING;
      application.wantNothing();
      application.missing.clear();
      application.awaitedUntil = Optional.empty();
    }
    application.alive().forEach(container -> containers.stop(container, why, grace));
  }

  private void look(Application application, Instant now) {
    Peer<ServerMessage> open = application.peer;
    if (open != null && application.heardAt.plus(limits.driverSilence()).isBefore(now)) {
      LOG.info("{}: its driver was silent for {}", application.id, limits.driverSilence());
      open.drop();
      gone(open, "silence");
    }
    if (application.awaitedUntil.filter(until -> !until.isAfter(now)).isPresent()) {
      end(application, "its driver died", limits.orphanGrace());
    }
    if (!application.missing.isEmpty() && !application.scheduleFrom.isAfter(now)) {
      giveUpMissing(application);
    }
  }

  private void giveUpMissing(Application application) {
    for (ExecutorObservation executor : List.copyOf(application.missing.values())) {
      application.missing.remove(executor.id().text());
      application.send(
          new ServerMessage.Exited(
              executor.id(),
              ExitInfo.lost("no node knows of it since the server was started again"),
              application.nextExit()));
    }
  }

  private void greet(Peer<ServerMessage> peer, DriverMessage.Hello hello) {
    if (hello.protocol() != Protocol.VERSION) {
      refuse(
          peer,
          "the driver speaks version "
              + hello.protocol()
              + " of the protocol, the server "
              + Protocol.VERSION);
      return;
    }
    greeted.add(peer);
    peer.send(new ServerMessage.Welcome(Protocol.VERSION));
  }

  private void register(Peer<ServerMessage> peer, DriverMessage.Register register) {
    Optional<String> claimed = register.application();
    if (claimed.isPresent() && !Identifiers.isApplication(claimed.get())) {
      refuse(peer, "'" + claimed.get() + "' is not an application's id");
      return;
    }
    if (claimed.map(ledger::submitted).filter(known -> !isPresent(known, register)).isPresent()) {
      turnAway(peer, replaced(register));
      return;
    }
    Application application =
        ledger
            .byRegistration(register.registration())
            .or(
                () ->
                    claimed
                        .map(id -> ledger.application(new Attempt(id, register.attempt())))
                        .filter(seen -> !isBefore(seen, register)))
            .orElseGet(() -> create(register, ledger.account(peer.bearer())));
    if (!application.account.equals(ledger.account(peer.bearer()))) {
      refuse(peer, application.id + " is another user's");
      return;
    }
    if (application.stage != Application.Stage.LIVE) {
      turnAway(peer, tooLate(application));
      return;
    }
    Peer<ServerMessage> before = application.peer;
    application.peer = peer;
    application.heardAt = clock.instant();
    application.awaitedUntil = Optional.empty();
    application.claimedBy(register);
    application.forgetWants();
    byPeer.put(peer, application);
    clients.registered(application);
    if (before != null && before != peer) {
      byPeer.remove(before);
      before.drop();
    }
    for (ExecutorObservation known : register.known()) {
      if (!application.containers.containsKey(known.id().text())) {
        application.expect(known);
        application.scheduleFrom = clock.instant().plus(limits.nodeQuiet());
      }
    }
    List<ExecutorView> views =
        application.containers.values().stream().map(containers::view).toList();
    peer.send(new ServerMessage.Registered(application.id, views, application.exits()));
    LOG.info("{}: {} of {} registered", application.id, application.name, application.user);
  }

  /** Whether it comes from the run of an application's driver that counts. */
  private static boolean isPresent(Submitted known, DriverMessage.Register register) {
    return !known.isOver() && known.attempt().number() == register.attempt();
  }

  /** Whether a driver begins its next SparkContext, and this is one of before. */
  private boolean isBefore(Application seen, DriverMessage.Register register) {
    Submitted submitted = ledger.submitted(seen.id);
    boolean processLives =
        submitted == null
            ? ledger.clientRun(seen.id).filter(run -> run.process != null).isPresent()
            : !submitted.isOver();
    return processLives
        && seen.stage != Application.Stage.LIVE
        && !seen.registration.equals(register.registration());
  }

  private Application create(DriverMessage.Register register, Optional<String> account) {
    String id =
        register
            .application()
            .filter(claimed -> ledger.application(new Attempt(claimed, register.attempt())) == null)
            .orElseGet(identifiers::application);
    Application made =
        new Application(
            new Attempt(id, register.attempt()),
            register.registration(),
            register.name(),
            account.orElse(register.user()),
            clock.instant());
    made.account = account;
    ledger.add(made);
    return made;
  }

  private void want(Application application, DriverMessage.Want want) {
    if (application.want(want, clock.instant())) {
      placing.refuseWhatNeverFits(application);
      containers.handOver(application);
    }
  }

  private void release(Application application, DriverMessage.Release release) {
    Container container = application.containers.get(release.executor().text());
    if (container != null && container.stopping.isEmpty()) {
      containers.stop(container, release.why().words(), limits.stopGrace());
    }
  }

  private static void turnAway(Peer<ServerMessage> peer, SlipwayException why) {
    peer.send(new ServerMessage.Fatal(Problem.of(why)));
    peer.drop();
  }

  private static SlipwayException replaced(DriverMessage.Register register) {
    return new SlipwayException(
        ErrorCode.CONFLICT,
        "the cluster gave up attempt "
            + register.attempt()
            + " of "
            + register.application().orElse("")
            + ", to which this driver belongs",
        "see slipway status " + register.application().orElse(""));
  }

  private static SlipwayException tooLate(Application application) {
    return new SlipwayException(
        ErrorCode.CONFLICT,
        "the cluster ended " + application.id + " because the connection of its driver had ended",
        "submit it again");
  }

  private static void refuse(Peer<ServerMessage> peer, String problem) {
    peer.send(
        new ServerMessage.Refused(
            new Problem(
                ErrorCode.PROTOCOL, problem, "run the same version of Slipway on both sides")));
    peer.drop();
  }
}
