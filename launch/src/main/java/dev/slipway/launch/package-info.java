/** Builds every JVM's command and recipe hash; runs containers as process trees. JDK only. */
@NullMarked
package dev.slipway.launch;

import org.jspecify.annotations.NullMarked;
