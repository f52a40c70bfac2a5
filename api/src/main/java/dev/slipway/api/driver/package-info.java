/** The SPI of the driver's JVM: how a running driver gets, watches and gives back executors. */
@NullMarked
package dev.slipway.api.driver;

import org.jspecify.annotations.NullMarked;
