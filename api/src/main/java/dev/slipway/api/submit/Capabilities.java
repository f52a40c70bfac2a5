package dev.slipway.api.submit;

import dev.slipway.api.DeployMode;
import java.util.Set;

/**
 * What a manager can do, so that what it cannot do is refused by name before anything starts.
 *
 * @param exactFind whether {@link Submitter#find} is sure of a "no"
 */
public record Capabilities(Set<DeployMode> deployModes, boolean exactFind, boolean supervise) {
  public Capabilities {
    deployModes = Set.copyOf(deployModes);
  }
}
