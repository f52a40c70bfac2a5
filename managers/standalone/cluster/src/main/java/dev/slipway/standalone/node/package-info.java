/** A node's agent: starts, watches and ends containers as its server says. */
@NullMarked
package dev.slipway.standalone.node;

import org.jspecify.annotations.NullMarked;
