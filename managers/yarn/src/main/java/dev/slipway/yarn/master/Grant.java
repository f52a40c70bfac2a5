package dev.slipway.yarn.master;

import dev.slipway.api.Resources;
import dev.slipway.api.driver.ProfileId;

/**
 * A container that YARN gave.
 *
 * @param id YARN's
 * @param profile for which it was asked
 * @param resources as they were asked for; the container may have more
 * @param node {@code host:port} of its NodeManager
 * @param web {@code host:port} of that one's pages
 */
record Grant(
    String id, ProfileId profile, Resources resources, String host, String node, String web) {}
