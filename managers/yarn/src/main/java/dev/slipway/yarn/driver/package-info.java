/** The side of YARN that is in a driver's JVM. */
@NullMarked
package dev.slipway.yarn.driver;

import org.jspecify.annotations.NullMarked;
