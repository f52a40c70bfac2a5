package dev.slipway.spark;

import dev.slipway.api.SlipwayException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Why the application cannot go on, whatever its own code makes of the exceptions that follow from
 * it: the driver's main prints it last. One for the process, because Spark, not our main, makes the
 * scheduler that finds out; the first failure stays.
 */
public final class FatalFailure {
  private static final AtomicReference<@Nullable SlipwayException> FIRST = new AtomicReference<>();

  private FatalFailure() {}

  /** Thread-safe; later ones, consequences of the first, are dropped. */
  public static void record(SlipwayException failure) {
    if (FIRST.compareAndSet(null, failure)) {
      // Spark logs the exception that we are about to throw, with its stack trace.
      QuietLog.install();
    }
  }

  public static Optional<SlipwayException> recorded() {
    return Optional.ofNullable(FIRST.get());
  }
}
