/** Containers as process trees: started, watched, found again and ended, whatever they detach. */
@NullMarked
package dev.slipway.launch.process;

import org.jspecify.annotations.NullMarked;
