package dev.slipway.spark;

import org.apache.spark.executor.CoarseGrainedExecutorBackend;

/**
 * An executor's JVM: Spark's own bootstrap, with Spark's own arguments. Replacing it would save
 * next to nothing and lose tokens, encryption keys and resource profiles. What an executor has to
 * wait for before it knows its driver belongs here, in front of that call.
 */
public final class ExecutorMain {
  private ExecutorMain() {}

  public static void main(String[] arguments) {
    CoarseGrainedExecutorBackend.main(arguments);
  }
}
