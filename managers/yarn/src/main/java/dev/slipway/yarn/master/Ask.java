package dev.slipway.yarn.master;

import dev.slipway.api.Resources;
import dev.slipway.api.driver.ProfileId;
import java.util.List;

/**
 * One container that was asked for and is not there yet. Two are never the same one.
 *
 * @param hosts where its tasks would like to run; a wish
 */
final class Ask {
  private final ProfileId profile;
  private final Resources resources;
  private final List<String> hosts;

  Ask(ProfileId profile, Resources resources, List<String> hosts) {
    this.profile = profile;
    this.resources = resources;
    this.hosts = List.copyOf(hosts);
  }

  ProfileId profile() {
    return profile;
  }

  Resources resources() {
    return resources;
  }

  List<String> hosts() {
    return hosts;
  }
}
