package dev.slipway.standalone.node;

import dev.slipway.api.Resources;

/**
 * What a node says of itself.
 *
 * @param host as its executors call themselves, and drivers reach them
 */
public record NodeSettings(String id, String host, Resources capacity) {}
