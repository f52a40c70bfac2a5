/** The main classes of Spark's JVMs, and what a driver's process has only one of. */
@NullMarked
package dev.slipway.spark;

import org.jspecify.annotations.NullMarked;
