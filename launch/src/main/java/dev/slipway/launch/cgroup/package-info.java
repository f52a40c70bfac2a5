/** Dedicated CPU and memory for containers: Linux's control groups, by plain file writes. */
@NullMarked
package dev.slipway.launch.cgroup;

import org.jspecify.annotations.NullMarked;
