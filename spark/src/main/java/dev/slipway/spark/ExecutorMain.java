package dev.slipway.spark;

import dev.slipway.spark.executor.EarlyExecutor;
import dev.slipway.spark.executor.ExecutorBackend;

/**
 * An executor's JVM: Spark's own bootstrap, with Spark's own arguments. Replacing it would save
 * next to nothing and lose tokens, encryption keys and resource profiles. One that is started
 * before its driver is there waits for these arguments first.
 */
public final class ExecutorMain {
  private ExecutorMain() {}

  public static void main(String[] arguments) throws Exception {
    ExecutorBackend.run(EarlyExecutor.arguments(arguments));
  }
}
