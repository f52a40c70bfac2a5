/** The server: the resource manager, and the links of drivers and nodes that end there. */
@NullMarked
package dev.slipway.standalone.server;

import org.jspecify.annotations.NullMarked;
