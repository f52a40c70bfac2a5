/** What runs inside a NodeManager of the tests; the only fixture that knows Spark. */
@NullMarked
package dev.slipway.testkit.shuffle;

import org.jspecify.annotations.NullMarked;
