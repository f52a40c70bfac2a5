/** {@code slipway cluster}: a server and nodes on this machine, as daemons. */
@NullMarked
package dev.slipway.cli.cluster;

import org.jspecify.annotations.NullMarked;
