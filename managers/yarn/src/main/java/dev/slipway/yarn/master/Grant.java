package dev.slipway.yarn.master;

import dev.slipway.api.driver.ProfileId;

/**
 * A container that YARN gave.
 *
 * @param id YARN's
 * @param profile for which it was asked
 * @param node {@code host:port} of its NodeManager
 * @param web {@code host:port} of that one's pages
 */
record Grant(String id, ProfileId profile, String host, String node, String web) {}
