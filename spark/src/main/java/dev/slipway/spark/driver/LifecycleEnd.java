package dev.slipway.spark.driver;

import dev.slipway.api.driver.ApplicationOutcome;
import dev.slipway.api.driver.DriverLifecycle;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hadoop.util.ShutdownHookManager;
import org.jspecify.annotations.Nullable;

/**
 * Tells the manager of the end when the JVM really ends: in client mode threads, and the context
 * with them, may outlive main. Where the program left by {@code System.exit} or a signal, nobody in
 * this JVM knows the code; then nothing is told, and the manager reads it off the process.
 */
final class LifecycleEnd {
  /** Hadoop runs hooks of lower priority later; Spark's, which stops contexts, is one of 40. */
  private static final int AFTER_SPARK = 10;

  private final DriverLifecycle lifecycle;
  private final AtomicReference<@Nullable ApplicationOutcome> outcome = new AtomicReference<>();

  private LifecycleEnd(DriverLifecycle lifecycle) {
    this.lifecycle = lifecycle;
  }

  static LifecycleEnd atExit(DriverLifecycle lifecycle) {
    LifecycleEnd end = new LifecycleEnd(lifecycle);
    ShutdownHookManager.get().addShutdownHook(end::close, AFTER_SPARK);
    return end;
  }

  void programEnded(Optional<Ending> ending) {
    Ending known = ending.orElse(Ending.SUCCESS);
    outcome.set(new ApplicationOutcome(known.code(), known.words()));
  }

  private void close() {
    Optional.ofNullable(outcome.get()).ifPresent(lifecycle::finished);
    lifecycle.close();
  }
}
