/** The driver's JVM around the user's program: what SparkSubmit would do before and after it. */
@NullMarked
package dev.slipway.spark.driver;

import org.jspecify.annotations.NullMarked;
