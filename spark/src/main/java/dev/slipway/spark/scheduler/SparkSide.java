package dev.slipway.spark.scheduler;

import dev.slipway.api.SlipwayException;
import dev.slipway.api.driver.ExecutorId;
import java.util.Set;
import org.apache.spark.scheduler.ExecutorLossReason;

/** What executors' keeper needs of Spark's scheduler. Callable from any thread; never waits. */
interface SparkSide {
  Set<ExecutorId> registered();

  /** Whether tasks run on it. */
  boolean isBusy(ExecutorId id);

  /** Hosts on which too many tasks failed. */
  Set<String> excludedHosts();

  void remove(ExecutorId id, ExecutorLossReason why);

  void decommission(ExecutorId id, String why);

  /** Ends the context: the application cannot go on. */
  void fail(SlipwayException failure);
}
