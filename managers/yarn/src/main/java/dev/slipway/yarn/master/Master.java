package dev.slipway.yarn.master;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.ExitInfo;
import dev.slipway.api.driver.ExecutorObservation;
import dev.slipway.link.DriverMessage;
import dev.slipway.link.Protocol;
import dev.slipway.link.ServerMessage;
import dev.slipway.link.ServerMessage.Problem;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.hadoop.yarn.api.protocolrecords.AllocateResponse;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.api.records.ContainerExitStatus;
import org.apache.hadoop.yarn.api.records.ContainerState;
import org.apache.hadoop.yarn.api.records.ContainerStatus;
import org.apache.hadoop.yarn.api.records.NodeReport;
import org.apache.hadoop.yarn.api.records.NodeState;
import org.apache.hadoop.yarn.api.records.PreemptionContainer;
import org.apache.hadoop.yarn.api.records.PreemptionMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The application master's mind: hears the driver, the ResourceManager and the NodeManagers, and
 * decides. Everything happens on one thread, in the order it was heard.
 */
final class Master implements LinkServer.Listener, ResourceManager.Listener, NodeManagers.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(Master.class);
  private static final int REMEMBERED = 10_000;

  /** What the master was started for. */
  record Purpose(String application, boolean cluster, int attempt, int attempts) {
    boolean lastAttempt() {
      return attempt >= attempts;
    }
  }

  private final Purpose purpose;
  private final Executors executors;
  private final Questions questions;
  private final Notes notes;
  private final DriverLine driver;
  private final ResourceManager resourceManager;
  private final NodeManagers nodeManagers;
  private final ContainerTokens tokens;
  private final Clock clock;
  private final Executor thread;
  private final CompletableFuture<Outcome> end = new CompletableFuture<>();
  // Confined to the thread.
  private Instant earlyUntil;
  private boolean process;
  private boolean unregistered;

  Master(
      Purpose purpose,
      Instant earlyUntil,
      Executors executors,
      Questions questions,
      Notes notes,
      DriverLine driver,
      ResourceManager resourceManager,
      NodeManagers nodeManagers,
      ContainerTokens tokens,
      Clock clock,
      Executor thread) {
    this.purpose = purpose;
    this.earlyUntil = earlyUntil;
    this.executors = executors;
    this.questions = questions;
    this.notes = notes;
    this.driver = driver;
    this.resourceManager = resourceManager;
    this.nodeManagers = nodeManagers;
    this.tokens = tokens;
    this.clock = clock;
    this.thread = task -> thread.execute(() -> guarded(task));
  }

  /** Otherwise it would vanish, and with it only the rest of one message. */
  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      LOG.error("A step failed", e);
    }
  }

  /** Completed once; then all executors were told to end. */
  CompletableFuture<Outcome> end() {
    return end;
  }

  /** In cluster mode: the driver's process ended. */
  void driverExited(int code) {
    thread.execute(() -> finish(Outcome.ofDriver(code, code == 0 || purpose.lastAttempt())));
  }

  @Override
  public void said(LinkServer.Peer peer, DriverMessage message) {
    thread.execute(
        () -> {
          if (driver.heard(peer)) {
            hear(peer, message);
          }
          resourceManager.awaits(executors.isWaiting());
        });
  }

  @Override
  public void gone(LinkServer.Peer peer, String why) {
    thread.execute(
        () -> {
          LOG.info("A connection of the driver's ended: {}", why);
          driver.gone(peer);
          if (unregistered && !process && !purpose.cluster()) {
            finish(Outcome.left());
          }
        });
  }

  @Override
  public void calls(String secret, Optional<String> unarchived, HandoverLine line) {
    thread.execute(
        () ->
            executors
                .calls(secret, line)
                .ifPresentOrElse(caller -> notes.started(caller, unarchived), line::hangUp));
  }

  @Override
  public void answered(AllocateResponse answer) {
    thread.execute(
        () -> {
          driver.yarnAnswered();
          for (Container container : answer.getAllocatedContainers()) {
            resourceManager
                .kind(container)
                .ifPresentOrElse(
                    kind -> executors.granted(nodeManagers.granted(container, kind)),
                    () -> resourceManager.giveBack(container.getId().toString()));
          }
          answer.getCompletedContainersStatuses().forEach(this::completed);
          answer.getUpdatedNodes().forEach(this::changed);
          if (answer.getPreemptionMessage() != null) {
            preempted(answer.getPreemptionMessage());
          }
          resourceManager.awaits(executors.isWaiting());
        });
  }

  @Override
  public void dismissed(String why) {
    thread.execute(() -> finish(Outcome.dismissed(why)));
  }

  @Override
  public void refused(String why) {
    thread.execute(() -> finish(Outcome.failed("YARN refuses what is asked for: " + why)));
  }

  @Override
  public void notStopped(String container) {
    thread.execute(() -> resourceManager.giveBack(container));
  }

  @Override
  public void started(String container) {
    thread.execute(() -> executors.started(container));
  }

  @Override
  public void notStarted(String container, Throwable why) {
    thread.execute(
        () -> {
          LOG.warn("{} could not be started", container, why);
          executors.in(container).ifPresent(each -> lacksShuffleService(each, why));
          executors.exited(container, ExitInfo.lost("it could not be started: " + why));
          resourceManager.giveBack(container);
        });
  }

  /** Another node may have it, so that this is no end; but nobody else would say so. */
  private void lacksShuffleService(ExecutorContainer executor, Throwable why) {
    ShuffleServiceData.missing(executor.grant.host(), why)
        .map(missing -> new ServerMessage.Rejected(executor.profile, Problem.of(missing)))
        .ifPresent(driver::tell);
  }

  @Override
  public void status(ContainerStatus status) {
    thread.execute(
        () ->
            executors
                .in(status.getContainerId().toString())
                .ifPresent(
                    executor -> {
                      if (hasEnded(status)) {
                        completed(status);
                      } else {
                        questions.runs(executor);
                      }
                    }));
  }

  /** Or ends: its node knows why before the last of its processes is gone. */
  private static boolean hasEnded(ContainerStatus status) {
    return status.getState() == ContainerState.COMPLETE
        || status.getExitStatus() != ContainerExitStatus.INVALID;
  }

  @Override
  public void noStatus(String container, Throwable why) {
    thread.execute(() -> executors.in(container).ifPresent(questions::unknown));
  }

  /** Every second. */
  void tick() {
    thread.execute(
        () -> {
          driver.tick();
          executors.forgetOldest(REMEMBERED);
          notes.write();
          if (clock.instant().isAfter(earlyUntil)) {
            earlyUntil = Instant.MAX;
            executors.stopAll("its driver made no SparkContext in time");
          }
          if (!purpose.cluster() && driver.isDead()) {
            finish(Outcome.failed("its driver died, or never came"));
          }
        });
  }

  /** Several times a second. */
  void look() {
    thread.execute(questions::tick);
  }

  /** Every few seconds; and YARN says only once who is to leave. */
  void ping() {
    thread.execute(
        () -> {
          driver.ping();
          executors.leaving().forEach(each -> decommission(each, each.leaving.orElseThrow()));
        });
  }

  private void hear(LinkServer.Peer peer, DriverMessage message) {
    if (message instanceof DriverMessage.Hello hello) {
      greet(peer, hello);
    } else if (message instanceof DriverMessage.Begin) {
      process = true;
      peer.send(new ServerMessage.Begun(purpose.application()));
    } else if (message instanceof DriverMessage.Over over) {
      if (!purpose.cluster()) {
        finish(over.code().map(code -> Outcome.ofDriver(code, true)).orElseGet(Outcome::left));
      }
    } else if (message instanceof DriverMessage.Register register) {
      register(peer, register);
    } else if (driver.isContexts(peer)) {
      ofContext(peer, message);
    }
  }

  private void ofContext(LinkServer.Peer peer, DriverMessage message) {
    if (message instanceof DriverMessage.Want want) {
      executors.want(want);
    } else if (message instanceof DriverMessage.Release release) {
      executors.release(release);
    } else if (message instanceof DriverMessage.Explain explain) {
      questions.ask(explain, executors.find(explain.executor()));
    } else if (message instanceof DriverMessage.Progress progress) {
      notes.heard(progress);
    } else if (message instanceof DriverMessage.Ui ui) {
      resourceManager.track(ui.address());
    } else if (message instanceof DriverMessage.Tokens newer) {
      tokens.replace(newer);
    } else if (message instanceof DriverMessage.Unregister) {
      unregistered = true;
      executors.stopAll("its application is over");
      // It does not wait for them: they were told to end, and nobody can do more.
      peer.send(new ServerMessage.Unregistered());
    }
  }

  private void greet(LinkServer.Peer peer, DriverMessage.Hello hello) {
    if (hello.protocol() == Protocol.VERSION) {
      peer.send(new ServerMessage.Welcome(Protocol.VERSION));
      return;
    }
    peer.send(
        new ServerMessage.Refused(
            new Problem(
                ErrorCode.PROTOCOL,
                "the driver speaks version "
                    + hello.protocol()
                    + " of the protocol, the application master "
                    + Protocol.VERSION,
                "use one version of Slipway")));
    driver.drop(peer);
  }

  private void register(LinkServer.Peer peer, DriverMessage.Register register) {
    driver.isContext(peer);
    earlyUntil = Instant.MAX;
    unregistered = false;
    executors.listenAnew();
    peer.send(
        new ServerMessage.Registered(
            purpose.application(), executors.views(), executors.lastExit()));
    register.known().stream()
        .map(ExecutorObservation::id)
        .filter(id -> executors.find(id).isEmpty())
        .forEach(executors::unheardOf);
    LOG.info("{} registered", register.name());
  }

  private void completed(ContainerStatus status) {
    String container = status.getContainerId().toString();
    executors
        .in(container)
        .ifPresent(
            executor -> {
              executors.exited(
                  container,
                  ExitReading.of(
                      status.getExitStatus(), status.getDiagnostics(), executor.recipe.memory()));
              questions.exited(executor);
            });
    nodeManagers.forget(container);
  }

  private void changed(NodeReport node) {
    List<ExecutorContainer> there = executors.on(node.getNodeId().toString());
    if (node.getNodeState() == NodeState.DECOMMISSIONING) {
      String why = "YARN decommissions its node " + node.getNodeId().getHost();
      there.forEach(each -> decommission(each, why));
    } else if (node.getNodeState() == NodeState.RUNNING) {
      there.forEach(each -> each.leaving = Optional.empty());
    }
  }

  private void preempted(PreemptionMessage message) {
    if (message.getStrictContract() != null) {
      preempted(message.getStrictContract().getContainers());
    }
    if (message.getContract() != null) {
      preempted(message.getContract().getContainers());
    }
  }

  private void preempted(Set<PreemptionContainer> containers) {
    containers.forEach(
        each ->
            executors
                .in(each.getId().toString())
                .ifPresent(executor -> decommission(executor, "YARN takes its container back")));
  }

  private void decommission(ExecutorContainer executor, String why) {
    executor.leaving = Optional.of(why);
    driver.tell(new ServerMessage.Decommission(executor.id, why));
  }

  private void finish(Outcome outcome) {
    if (!end.isDone()) {
      LOG.info("The end: {}", outcome);
      try {
        executors.stopAll("its application is over");
        notes.ended();
      } finally {
        end.complete(outcome);
      }
    }
  }
}
