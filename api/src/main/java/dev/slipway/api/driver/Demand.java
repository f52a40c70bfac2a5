package dev.slipway.api.driver;

import java.util.Map;
import java.util.Set;

/**
 * How many executors of one profile an application wants in all.
 *
 * @param count live and pending ones together; not how many more
 * @param localTasksByHost how many waiting tasks would like to run on which host; a wish
 * @param excludedHosts hosts that must not be used
 */
public record Demand(
    int count,
    ExecutorRecipe recipe,
    Map<String, Integer> localTasksByHost,
    Set<String> excludedHosts) {

  public Demand {
    localTasksByHost = Map.copyOf(localTasksByHost);
    excludedHosts = Set.copyOf(excludedHosts);
  }
}
