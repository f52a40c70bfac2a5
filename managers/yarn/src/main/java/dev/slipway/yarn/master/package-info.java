/** The application master: a small program that speaks with YARN for one application. */
@NullMarked
package dev.slipway.yarn.master;

import org.jspecify.annotations.NullMarked;
