package dev.slipway.launch.process;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.ExitInfo;
import dev.slipway.api.SlipwayException;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * A container as a process tree on this machine. Its starter may end and come back: {@link #find}.
 * Safe for use by several threads.
 */
public final class ContainerProcess {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  private final String id;
  private final ContainerFolder folder;
  private final ProcessHandle leader;
  private final ProcessStat leaderStat;
  private final boolean ours;

  private ContainerProcess(
      String id,
      ContainerFolder folder,
      ProcessHandle leader,
      ProcessStat leaderStat,
      boolean ours) {
    this.id = id;
    this.folder = folder;
    this.leader = leader;
    this.leaderStat = leaderStat;
    this.ours = ours;
  }

  /**
   * Starts a command in the container's folder, which exists.
   *
   * @param id unique on this machine and in time; it marks the tree's processes
   * @param environment complete: nothing of the starter's own is added but the mark
   * @throws SlipwayException {@link ErrorCode#SYSTEM}
   */
  public static ContainerProcess start(
      Shim shim,
      String id,
      ContainerFolder folder,
      List<String> command,
      Map<String, String> environment) {
    folder.reserveStatus();
    List<String> words = new ArrayList<>(shim.command(folder));
    words.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().put(ProcessTree.VARIABLE, id);
    try {
      ProcessHandle leader = builder.start().toHandle();
      folder.keepLeader(leader.pid());
      return new ContainerProcess(id, folder, leader, leaderOf(folder, leader), true);
    } catch (IOException e) {
      throw new SlipwayException(
          ErrorCode.SYSTEM,
          "container " + id + " cannot be started: " + e.getMessage(),
          "look at the limits of processes and memory on this machine",
          e);
    }
  }

  /** The container of this folder, when its leader is alive still. */
  public static Optional<ContainerProcess> find(String id, ContainerFolder folder) {
    return folder
        .leader()
        .flatMap(
            first ->
                ProcessHandle.of(first.pid())
                    .filter(handle -> isAlive(first))
                    .map(handle -> new ContainerProcess(id, folder, handle, first, false)));
  }

  public String id() {
    return id;
  }

  public ContainerFolder folder() {
    return folder;
  }

  public boolean isAlive() {
    return isAlive(leaderStat);
  }

  public ProcessTree tree() {
    return ProcessTree.of(id, Optional.of(leaderStat));
  }

  /** Completes when the command has ended and its status is written; others may be left. */
  public CompletionStage<Void> ended() {
    if (ours) {
      return leader.onExit().thenApply(handle -> null);
    }
    CompletableFuture<Void> end = new CompletableFuture<>();
    look(end);
    return end;
  }

  // Another's child stays a zombie until its parent asks; for the JDK a zombie is alive.
  private void look(CompletableFuture<Void> end) {
    if (isAlive(leaderStat)) {
      CompletableFuture.delayedExecutor(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS)
          .execute(() -> look(end));
    } else {
      end.complete(null);
    }
  }

  /** How the command ended; to be asked once {@link #ended()}. */
  public static ExitInfo exit(ContainerFolder folder) {
    return folder
        .exitStatus()
        .map(ExitInfo::exited)
        .orElseGet(() -> ExitInfo.lost("ended without a status: its shim was killed with it"));
  }

  /**
   * Ends the whole tree; see {@link ProcessTree#end}.
   *
   * @return whether none is left
   */
  public boolean end(Duration grace) throws InterruptedException {
    return tree().end(grace, grace.plus(Duration.ofSeconds(5)));
  }

  private static boolean isAlive(ProcessStat first) {
    return ProcessStat.of(first.pid())
        .filter(now -> now.isSameProcess(first) && now.isAlive())
        .isPresent();
  }

  // setsid and sh replace each other in one process: pid and start time are the session leader's.
  private static ProcessStat leaderOf(ContainerFolder folder, ProcessHandle leader) {
    return ProcessStat.of(leader.pid())
        .or(folder::leader)
        .orElseThrow(
            () ->
                new SlipwayException(
                    ErrorCode.SYSTEM,
                    "the shim of " + folder.path() + " ended at once",
                    "look at the disk's space and the limits of this machine"));
  }
}
