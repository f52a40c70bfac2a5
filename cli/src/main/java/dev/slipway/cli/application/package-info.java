/** Commands on applications in cluster mode. */
@NullMarked
package dev.slipway.cli.application;

import org.jspecify.annotations.NullMarked;
