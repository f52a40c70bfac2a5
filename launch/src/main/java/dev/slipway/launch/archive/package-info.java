/** Class-data archives: what lets Spark's JVMs start in half the time. */
@NullMarked
package dev.slipway.launch.archive;

import org.jspecify.annotations.NullMarked;
