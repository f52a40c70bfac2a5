/** Spark's scheduler on one side, a manager's {@code ExecutorProvider} on the other. */
@NullMarked
package dev.slipway.spark.scheduler;

import org.jspecify.annotations.NullMarked;
