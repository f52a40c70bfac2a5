package dev.slipway.spark.scheduler;

import java.time.Duration;
import java.util.Optional;

/**
 * What bounds an allocator.
 *
 * @param maxCores of all executors together; {@link Long#MAX_VALUE} for no limit
 * @param maxFailures as many failed executors end the application
 * @param validity how long a failure counts; empty: for ever
 * @param maxStillborn as many failed executors in a row that never registered end the application:
 *     under dynamic allocation Spark's default for {@code maxFailures} is no limit at all
 */
record AllocationLimits(
    long maxCores, int maxFailures, Optional<Duration> validity, int maxStillborn) {}
