package dev.slipway.standalone.node;

import dev.slipway.api.ContainerState;
import dev.slipway.api.ExitInfo;
import dev.slipway.launch.process.ContainerFolder;
import dev.slipway.launch.process.ContainerProcess;
import dev.slipway.launch.process.ProcessTree;
import dev.slipway.standalone.node.NodeMessage.ContainerReport;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A container of this node. Safe for use by several threads. */
final class HeldContainer {
  private static final Duration BOUND = Duration.ofSeconds(5);

  private final ContainerIdentity identity;
  private final ContainerFolder folder;
  private ContainerState state = ContainerState.ALLOCATED;
  private @Nullable ContainerProcess process;
  private @Nullable ExitInfo exit;

  HeldContainer(ContainerIdentity identity, ContainerFolder folder) {
    this.identity = identity;
    this.folder = folder;
  }

  ContainerIdentity identity() {
    return identity;
  }

  ContainerFolder folder() {
    return folder;
  }

  /**
   * Starts it, unless it was told to stop before.
   *
   * @return its process; empty when it is not to run any more
   */
  synchronized Optional<ContainerProcess> start(Supplier<ContainerProcess> starter) {
    if (state != ContainerState.ALLOCATED) {
      return Optional.empty();
    }
    ContainerProcess started = starter.get();
    process = started;
    state = ContainerState.RUNNING;
    return Optional.of(started);
  }

  /** Ends all its processes. */
  void stop(Duration grace) throws InterruptedException {
    synchronized (this) {
      if (state.mayBecome(ContainerState.STOPPING)) {
        state = ContainerState.STOPPING;
      }
    }
    tree().end(grace, grace.plus(BOUND));
  }

  ProcessTree tree() {
    ContainerProcess started = processNow();
    return started != null ? started.tree() : ProcessTree.of(identity.id(), folder.leader());
  }

  /** Nothing of it is left. Whether that is news. */
  synchronized boolean ended(ExitInfo how) {
    if (state.isFinal()) {
      return false;
    }
    state = ContainerState.EXITED;
    exit = how;
    return true;
  }

  synchronized Optional<ExitInfo> exit() {
    return Optional.ofNullable(exit);
  }

  synchronized ContainerReport report() {
    return new ContainerReport(identity, state, Optional.ofNullable(exit));
  }

  private synchronized @Nullable ContainerProcess processNow() {
    return process;
  }
}
