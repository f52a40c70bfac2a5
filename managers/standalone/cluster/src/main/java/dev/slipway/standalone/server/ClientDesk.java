package dev.slipway.standalone.server;

import dev.slipway.api.ApplicationState;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.ExitInfo;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.submit.Transition;
import dev.slipway.link.DriverMessage;
import dev.slipway.link.ServerMessage;
import dev.slipway.link.ServerMessage.Problem;
import dev.slipway.standalone.node.Attempt;
import java.time.Clock;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applications in client mode. Each has a connection for as long as its driver's process lives: by
 * it the server learns that the process began, with which code it ended, or that it died. Confined
 * to the resource manager's thread.
 */
final class ClientDesk {
  private static final Logger LOG = LoggerFactory.getLogger(ClientDesk.class);

  private final Ledger ledger;
  private final EarlyDesk early;
  private final Identifiers identifiers;
  private final Limits limits;
  private final Clock clock;
  private final Map<Peer<ServerMessage>, ClientRun> byPeer = new IdentityHashMap<>();

  ClientDesk(Ledger ledger, EarlyDesk early, Identifiers identifiers, Limits limits, Clock clock) {
    this.ledger = ledger;
    this.early = early;
    this.identifiers = identifiers;
    this.limits = limits;
    this.clock = clock;
  }

  /** A driver's process, new or back. */
  void begin(Peer<ServerMessage> peer, DriverMessage.Begin begin) {
    Optional<String> account = ledger.account(peer.bearer());
    Optional<SlipwayException> refusal = begin.application().flatMap(id -> refusal(id, account));
    if (refusal.isPresent()) {
      peer.send(new ServerMessage.Refused(Problem.of(refusal.get())));
      peer.drop();
      return;
    }
    String id = begin.application().orElseGet(identifiers::application);
    ClientRun run =
        ledger
            .clientRun(id)
            .orElseGet(
                () ->
                    add(
                        new ClientRun(
                            id,
                            begin.name(),
                            account.orElse(begin.user()),
                            account,
                            true,
                            clock.instant()),
                        "its driver began"));
    early.begin(run, begin);
    run.ofProcess = true;
    run.process = peer;
    run.heardAt = clock.instant();
    run.awaitedUntil = Optional.empty();
    byPeer.put(peer, run);
    peer.send(new ServerMessage.Begun(id));
    // Said while it was away.
    run.stopping.ifPresent(why -> peer.send(new ServerMessage.Leave(why, false)));
  }

  /** Why nobody may begin as this application; a server that was started again knows none. */
  private Optional<SlipwayException> refusal(String id, Optional<String> account) {
    if (!Identifiers.isApplication(id)) {
      return Optional.of(
          new SlipwayException(
              ErrorCode.PROTOCOL,
              "'" + id + "' is not an application's id",
              "run the same version of Slipway on both sides"));
    }
    Application context = ledger.application(new Attempt(id, ClientRun.ONLY_ATTEMPT));
    boolean others =
        ledger.submitted(id) != null
            || context != null && !context.account.equals(account)
            || ledger.clientRun(id).filter(run -> !run.account.equals(account)).isPresent();
    return others
        ? Optional.of(
            new SlipwayException(
                ErrorCode.CONFLICT, id + " is another driver's", "submit it again"))
        : Optional.empty();
  }

  /** Whether it came from a process's connection, and is dealt with. */
  boolean said(Peer<ServerMessage> peer, DriverMessage message) {
    ClientRun run = byPeer.get(peer);
    if (run == null) {
      return false;
    }
    run.heardAt = clock.instant();
    if (message instanceof DriverMessage.Over over && !run.isOver()) {
      end(run, over);
    }
    return true;
  }

  private void end(ClientRun run, DriverMessage.Over over) {
    Optional<ExitInfo> exit = over.code().map(ExitInfo::exited);
    if (exit.isPresent()) {
      take(run, DriverStep.ended(run.stopping, exit.get(), Optional.empty()));
    } else {
      take(
          run,
          new DriverStep(
              run.stopping.isPresent() ? ApplicationState.KILLED : ApplicationState.FINISHED,
              run.stopping.orElse("its driver left; its client alone knows with which code"),
              Optional.empty()));
    }
  }

  /** A SparkContext registered; one of a driver in cluster mode is none of ours. */
  void registered(Application context) {
    if (ledger.submitted(context.id) != null) {
      return;
    }
    ClientRun run =
        ledger
            .clientRun(context.id)
            .orElseGet(
                () ->
                    add(
                        new ClientRun(
                            context.id,
                            context.name,
                            context.user,
                            context.account,
                            false,
                            clock.instant()),
                        "its SparkContext registered"));
    run.hasContext = true;
    run.name = context.name;
  }

  /** A connection ended. */
  void gone(Peer<ServerMessage> peer) {
    ClientRun run = byPeer.remove(peer);
    if (run != null && run.process == peer) {
      run.process = null;
      run.awaitedUntil = Optional.of(clock.instant().plus(limits.driverReturn()));
      early.processGone(run);
    }
  }

  /** Drops processes that were silent for too long. */
  void tick() {
    for (ClientRun run : ledger.clientRuns()) {
      Peer<ServerMessage> open = run.process;
      if (open != null && run.heardAt.plus(limits.driverSilence()).isBefore(clock.instant())) {
        LOG.info("{}: its driver's process was silent for {}", run.id, limits.driverSilence());
        open.drop();
        gone(open);
      }
    }
  }

  void ping() {
    byPeer.keySet().forEach(peer -> peer.send(new ServerMessage.Ping()));
  }

  /** Takes the steps that follow from what is seen. */
  void settle() {
    for (ClientRun run : ledger.clientRuns()) {
      if (!run.isOver()) {
        Application context = ledger.application(run.attempt());
        ClientStep.next(run, Optional.ofNullable(context), clock.instant())
            .ifPresent(step -> take(run, step));
      }
    }
  }

  private ClientRun add(ClientRun run, String why) {
    run.become(new Transition(ApplicationState.STARTING, clock.instant(), why), Optional.empty());
    ledger.add(run);
    LOG.info("{}: {} of {}: {}", run.id, run.name, run.user, why);
    return run;
  }

  private void take(ClientRun run, DriverStep step) {
    LOG.info("{}: {} -> {}: {}", run.id, run.state(), step.to(), step.why());
    run.become(new Transition(step.to(), clock.instant(), step.why()), step.exit());
  }
}
