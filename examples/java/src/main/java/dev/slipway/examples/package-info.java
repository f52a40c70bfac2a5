/** Small applications for Spark. */
@NullMarked
package dev.slipway.examples;

import org.jspecify.annotations.NullMarked;
