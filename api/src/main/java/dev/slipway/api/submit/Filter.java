package dev.slipway.api.submit;

import dev.slipway.api.ApplicationState;
import java.util.Optional;
import java.util.Set;

/**
 * Which applications to list, newest first.
 *
 * @param states empty means all
 * @param after the cursor of the page before
 */
public record Filter(Set<ApplicationState> states, int limit, Optional<String> after) {
  public Filter {
    states = Set.copyOf(states);
  }

  public static Filter all() {
    return new Filter(Set.of(), 1000, Optional.empty());
  }
}
