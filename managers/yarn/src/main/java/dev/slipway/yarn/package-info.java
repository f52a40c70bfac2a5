/** YARN: what its client, its application master and its drivers agree on. */
@NullMarked
package dev.slipway.yarn;

import org.jspecify.annotations.NullMarked;
