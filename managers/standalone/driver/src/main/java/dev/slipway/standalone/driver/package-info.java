/**
 * The driver's side of {@code slipway://}: how its server is found, trusted and spoken with. JDK
 * only.
 */
@NullMarked
package dev.slipway.standalone.driver;

import org.jspecify.annotations.NullMarked;
