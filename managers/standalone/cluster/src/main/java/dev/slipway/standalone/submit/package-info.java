/** The submitter for {@code slipway://}, and the words that it and the server exchange. */
@NullMarked
package dev.slipway.standalone.submit;

import org.jspecify.annotations.NullMarked;
