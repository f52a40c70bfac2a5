package dev.slipway.spark.scheduler;

import dev.slipway.api.driver.ExecutorRecipe;
import java.util.Map;

/**
 * What Spark asks for in one resource profile.
 *
 * @param count of executors in all
 * @param localTasksByHost how many tasks would like to run on which host
 */
record Wish(int count, ExecutorRecipe recipe, Map<String, Integer> localTasksByHost) {
  Wish {
    localTasksByHost = Map.copyOf(localTasksByHost);
  }
}
