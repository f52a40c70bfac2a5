/**
 * {@code local[n]} for those who submit: the driver as a process tree of its own on this machine.
 */
@NullMarked
package dev.slipway.local;

import org.jspecify.annotations.NullMarked;
