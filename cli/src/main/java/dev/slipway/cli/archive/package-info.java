/** {@code slipway archive}. */
@NullMarked
package dev.slipway.cli.archive;

import org.jspecify.annotations.NullMarked;
