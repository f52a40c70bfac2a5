/** What all modules share: the specification of an application, its resources, states and exits. */
@NullMarked
package dev.slipway.api;

import org.jspecify.annotations.NullMarked;
