/** Maven packages of an application. Nothing here is loaded unless packages are asked for. */
@NullMarked
package dev.slipway.packages;

import org.jspecify.annotations.NullMarked;
