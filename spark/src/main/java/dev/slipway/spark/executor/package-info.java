/** What an executor's JVM is made of. */
@NullMarked
package dev.slipway.spark.executor;

import org.jspecify.annotations.NullMarked;
