package dev.slipway.spark.scheduler;

import dev.slipway.api.ContainerState;
import dev.slipway.api.ExitInfo;
import dev.slipway.api.driver.ExecutorObservation;
import java.util.Set;
import org.apache.spark.executor.ExecutorExitCode;
import org.apache.spark.scheduler.ExecutorExited;
import org.apache.spark.scheduler.ExecutorLossReason;
import org.apache.spark.scheduler.ExecutorProcessLost;
import scala.Option;

/**
 * What an executor's end means to Spark's task scheduler: only what the application did itself
 * counts against {@code spark.task.maxFailures}.
 */
final class LossReasons {
  // Spark's executors leave by themselves with these when their surroundings fail them.
  private static final Set<Integer> SURROUNDINGS =
      Set.of(
          ExecutorExitCode.HEARTBEAT_FAILURE(),
          ExecutorExitCode.BLOCK_MANAGER_REREGISTRATION_FAILED(),
          ExecutorExitCode.DISK_STORE_FAILED_TO_CREATE_DIR());

  private LossReasons() {}

  static ExecutorLossReason of(ExecutorObservation seen) {
    if (seen.state() == ContainerState.EXITED && seen.exit().isPresent()) {
      return of(seen.exit().get());
    }
    return unexplained();
  }

  static ExecutorLossReason of(ExitInfo exit) {
    if (exit.code().isEmpty()) {
      return new ExecutorProcessLost(exit.detail(), Option.empty(), causedByApplication(exit));
    }
    return new ExecutorExited(exit.code().get(), causedByApplication(exit), exit.detail());
  }

  /** The connection is gone and nobody can tell why: not held against the application. */
  static ExecutorLossReason unexplained() {
    return new ExecutorProcessLost(
        "its connection was lost, and the cluster manager cannot tell what became of it",
        Option.empty(),
        false);
  }

  private static boolean causedByApplication(ExitInfo exit) {
    return exit.blame() == ExitInfo.Blame.APPLICATION
        && exit.code().filter(SURROUNDINGS::contains).isEmpty();
  }
}
