/** Programs that tests submit. */
@NullMarked
package dev.slipway.testkit.app;

import org.jspecify.annotations.NullMarked;
