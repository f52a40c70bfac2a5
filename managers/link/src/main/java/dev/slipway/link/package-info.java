/**
 * How a driver and whoever manages its executors speak with each other: the messages, a link that
 * comes back when it breaks, and executors over it. The way on which messages travel is the
 * manager's own ({@link dev.slipway.link.RemoteEnd}). JDK only.
 */
@NullMarked
package dev.slipway.link;

import org.jspecify.annotations.NullMarked;
