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
      default ->
          status < 0 ? notStarted(status, diagnostics) : process(status, diagnostics, memory);
    };
  }

  /** Files that cannot be laid, for instance: trying again for ever would not help. */
  private static ExitInfo notStarted(int status, String diagnostics) {
    ExitInfo lost = platform("ended by YARN with status " + status, diagnostics);
    return new ExitInfo(
        Optional.empty(), Optional.empty(), false, false, Blame.APPLICATION, lost.detail());
  }

  /** What a control group's killer did looks like kill -9, but for YARN's words. */
  private static ExitInfo process(int code, String diagnostics, ContainerMemory memory) {
    boolean outOfMemory =
        code == 128 + KILL
            && diagnostics.toLowerCase(java.util.Locale.ROOT).contains("out of memory");
    return outOfMemory ? tooMuchMemory(memory) : ExitInfo.exited(code);
  }

  private static ExitInfo tooMuchMemory(ContainerMemory memory) {
    return MemoryLimit.exceeded("memory of " + memory.describe(), "spark.executor.memoryOverhead");
  }

  private static ExitInfo platform(String why, String diagnostics) {
    String first = FirstLine.of(diagnostics);
    return ExitInfo.lost(first.isEmpty() ? why : why + ": " + first);
  }
}
