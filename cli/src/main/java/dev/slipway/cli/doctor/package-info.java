/** {@code slipway doctor}: what is on this machine, and the command that mends what is not. */
@NullMarked
package dev.slipway.cli.doctor;

import org.jspecify.annotations.NullMarked;
