/** The driver's side of {@code slipway://}: its messages, its link, its executors. JDK only. */
@NullMarked
package dev.slipway.standalone.driver;

import org.jspecify.annotations.NullMarked;
