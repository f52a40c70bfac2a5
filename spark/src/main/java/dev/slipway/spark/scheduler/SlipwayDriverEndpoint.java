package dev.slipway.spark.scheduler;

import dev.slipway.api.driver.ExecutorId;
import org.apache.spark.rpc.RpcAddress;
import org.apache.spark.scheduler.cluster.CoarseGrainedSchedulerBackend;
import scala.Option;

/**
 * Spark's endpoint for executors, except that it asks why one is gone. Spark's own {@code
 * onDisconnected} calls every loss the application's fault, so that a lost node fails jobs.
 */
final class SlipwayDriverEndpoint extends CoarseGrainedSchedulerBackend.DriverEndpoint {
  // Made within the back end's super constructor: to be called only after an executor connected.
  private final SlipwaySchedulerBackend backend;

  SlipwayDriverEndpoint(SlipwaySchedulerBackend backend) {
    backend.super();
    this.backend = backend;
  }

  @Override
  public void onDisconnected(RpcAddress address) {
    Option<String> id = addressToExecutorId().get(address);
    if (id.isDefined() && disableExecutor(id.get())) {
      backend.lost(new ExecutorId(id.get()));
    }
  }
}
