/** Contract suites and fixtures that every manager's tests inherit; real processes only. */
@NullMarked
package dev.slipway.testkit;

import org.jspecify.annotations.NullMarked;
