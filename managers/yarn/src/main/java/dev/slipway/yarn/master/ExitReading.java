package dev.slipway.yarn.master;

import dev.slipway.api.ContainerMemory;
import dev.slipway.api.ExitInfo;
import dev.slipway.api.ExitInfo.Blame;
import dev.slipway.yarn.FirstLine;
import dev.slipway.yarn.MemoryLimit;
import java.util.Optional;
import org.apache.hadoop.yarn.api.records.ContainerExitStatus;

/**
 * What YARN's exit statuses mean: a process's own code, or below zero one of {@link
 * ContainerExitStatus}.
 */
final class ExitReading {
  private static final int KILL = 9;

  private ExitReading() {}

  /**
   * @param diagnostics YARN's own words
   * @param memory of the container
   */
  static ExitInfo of(int status, String diagnostics, ContainerMemory memory) {
    return switch (status) {
      case ContainerExitStatus.ABORTED -> platform("its node was lost", diagnostics);
      case ContainerExitStatus.DISKS_FAILED ->
          platform("the disks of its node failed", diagnostics);
      case ContainerExitStatus.PREEMPTED ->
          new ExitInfo(
              Optional.empty(),
              Optional.empty(),
              false,
              true,
              Blame.PLATFORM,
              "preempted by YARN for another queue or application");
      case ContainerExitStatus.KILLED_EXCEEDED_PMEM -> tooMuchMemory(memory);
      case ContainerExitStatus.KILLED_EXCEEDED_VMEM -> MemoryLimit.exceededVirtual();
      case ContainerExitStatus.KILLED_BY_APPMASTER ->
          platform("ended by its application master", "");
      case ContainerExitStatus.KILLED_BY_RESOURCEMANAGER,
          ContainerExitStatus.KILLED_AFTER_APP_COMPLETION ->
          platform("ended by YARN", diagnostics);
      default -> status < 0 ? notStarted(status, diagnostics) : process(status);
    };
  }

  /** Files that cannot be laid, for instance: trying again for ever would not help. */
  private static ExitInfo notStarted(int status, String diagnostics) {
    ExitInfo lost = platform("ended by YARN with status " + status, diagnostics);
    return new ExitInfo(
        Optional.empty(), Optional.empty(), false, false, Blame.APPLICATION, lost.detail());
  }

  /** What a control group's killer did looks like kill -9. */
  private static ExitInfo process(int code) {
    ExitInfo exit = ExitInfo.exited(code);
    return code == 128 + KILL
        ? new ExitInfo(
            exit.code(),
            exit.signal(),
            false,
            false,
            exit.blame(),
            exit.detail() + "; " + MemoryLimit.perhaps("spark.executor.memoryOverhead"))
        : exit;
  }

  private static ExitInfo tooMuchMemory(ContainerMemory memory) {
    return MemoryLimit.exceeded("memory of " + memory.describe(), "spark.executor.memoryOverhead");
  }

  private static ExitInfo platform(String why, String diagnostics) {
    String first = FirstLine.of(diagnostics);
    return ExitInfo.lost(first.isEmpty() ? why : why + ": " + first);
  }
}
