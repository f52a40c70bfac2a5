/** One small codec between records and JSON, and the link that carries it. */
@NullMarked
package dev.slipway.api.wire;

import org.jspecify.annotations.NullMarked;
