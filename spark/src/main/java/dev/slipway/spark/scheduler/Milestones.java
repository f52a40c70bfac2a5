package dev.slipway.spark.scheduler;

import dev.slipway.api.Phase;
import dev.slipway.api.driver.ExecutorProvider;
import dev.slipway.launch.process.ProcessAge;
import dev.slipway.spark.driver.ProcessStart;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerApplicationStart;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/** Tells an application's manager how far it has come: up to its first task, then nothing more. */
final class Milestones extends SparkListener {
  private final ExecutorProvider provider;
  private volatile boolean executor;
  private volatile boolean task;

  Milestones(ExecutorProvider provider) {
    this.provider = provider;
  }

  @Override
  public void onApplicationStart(SparkListenerApplicationStart event) {
    ProcessStart.ages().forEach(provider::reached);
    reached(Phase.SPARK_CONTEXT);
  }

  @Override
  public void onExecutorAdded(SparkListenerExecutorAdded event) {
    if (!executor) {
      executor = true;
      reached(Phase.FIRST_EXECUTOR);
    }
  }

  @Override
  public void onTaskStart(SparkListenerTaskStart event) {
    if (!task) {
      task = true;
      reached(Phase.FIRST_TASK);
    }
  }

  private void reached(Phase phase) {
    ProcessAge.millis().ifPresent(age -> provider.reached(phase, age));
  }
}
