package dev.slipway.standalone.node;

import dev.slipway.api.ContainerMemory;
import dev.slipway.api.ContainerState;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.ExitInfo;
import dev.slipway.api.SlipwayException;
import dev.slipway.launch.Handover;
import dev.slipway.launch.cgroup.ContainerGroup;
import dev.slipway.launch.process.ContainerFolder;
import dev.slipway.launch.process.ContainerProcess;
import dev.slipway.launch.process.ProcessTree;
import dev.slipway.standalone.node.NodeMessage.ContainerReport;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A container of this node. Safe for use by several threads. */
final class HeldContainer {
  private static final Duration BOUND = Duration.ofSeconds(5);

  private final ContainerIdentity identity;
  private ContainerFolder folder;
  private ContainerGroup group;
  private Optional<JvmStart> spare = Optional.empty();
  private Optional<ContainerMemory> memory = Optional.empty();
  private boolean overLimit;
  private ContainerState state = ContainerState.ALLOCATED;
  private @Nullable ContainerProcess process;
  private @Nullable ExitInfo exit;

  private @Nullable Handover handover;

  HeldContainer(ContainerIdentity identity, ContainerFolder folder, ContainerGroup group) {
    this.identity = identity;
    this.folder = folder;
    this.group = group;
  }

  ContainerIdentity identity() {
    return identity;
  }

  synchronized ContainerFolder folder() {
    return folder;
  }

  synchronized ContainerGroup group() {
    return group;
  }

  /** It is that of a JVM of the pool's, which waits for {@link #handOver}. */
  synchronized void moves(ContainerFolder its, ContainerGroup itsGroup, JvmStart start) {
    folder = its;
    group = itsGroup;
    spare = Optional.of(start);
  }

  /**
   * How it is started again when the pool's JVM has ended and never took what was handed over to
   * it; once.
   */
  synchronized Optional<JvmStart> secondTry() {
    Optional<JvmStart> again =
        spare.filter(
            start ->
                state == ContainerState.RUNNING
                    && Files.exists(Handover.awaited(folder.handover()))
                    && (Files.exists(folder.waits()) || Files.exists(folder.handover())));
    spare = Optional.empty();
    return again;
  }

  /** As {@link #secondTry} said; empty when it is not to run any more. */
  synchronized Optional<ContainerProcess> startAgain(Supplier<ContainerProcess> starter) {
    if (state != ContainerState.RUNNING) {
      return Optional.empty();
    }
    folder.beginsAgain();
    ContainerProcess started = starter.get();
    process = started;
    return Optional.of(started);
  }

  /** Its JVM will wait for {@link #handOver}, unless that has been. */
  synchronized void waits() {
    try {
      Files.createFile(folder.waits());
    } catch (IOException e) {
      throw SlipwayException.ofFiles("cannot write " + folder.waits(), e);
    }
    deliver();
  }

  /** What its JVM waits for; again it is ignored. */
  synchronized void handOver(Handover what) {
    handover = what;
    deliver();
  }

  synchronized boolean isWaiting() {
    return Files.exists(folder.waits());
  }

  /** If it is known already. */
  synchronized void deliver() {
    Handover what = handover;
    if (what != null && Files.exists(folder.waits())) {
      what.write(folder.path().resolve("handover.new"), folder.handover());
      if (!folder.waits().toFile().delete()) {
        throw new SlipwayException(
            ErrorCode.SYSTEM, "cannot remove " + folder.waits(), "mend the folder's permissions");
      }
    }
  }

  /** Of what its memory is the sum, when that is known. */
  synchronized void sized(ContainerMemory parts) {
    memory = Optional.of(parts);
  }

  /** Whether the kernel has ended one of its processes at its limit; said once. */
  synchronized boolean isNewlyOverLimit() {
    boolean news = !overLimit && group.killsAtLimit() > 0;
    overLimit |= news;
    return news;
  }

  /** How it ended, as its status and its group say. */
  synchronized ExitInfo howItEnded() {
    ExitInfo status = ContainerProcess.exit(folder);
    boolean succeeded = status.code().filter(code -> code == 0).isPresent();
    return succeeded || group.killsAtLimit() == 0
        ? status
        : OutOfMemory.exit(status, identity, memory);
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

  /**
   * Ends all its processes.
   *
   * @return whether none is left
   */
  boolean stop(Duration grace) throws InterruptedException {
    synchronized (this) {
      if (state.mayBecome(ContainerState.STOPPING)) {
        state = ContainerState.STOPPING;
      }
    }
    return tree().end(grace, grace.plus(BOUND));
  }

  synchronized ProcessTree tree() {
    ContainerProcess started = process;
    ProcessTree tree =
        started != null ? started.tree() : ProcessTree.of(folder.name(), folder.leader());
    return tree.within(group);
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
}
