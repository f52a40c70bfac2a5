package dev.slipway.api.driver;

import dev.slipway.api.ContainerMemory;
import dev.slipway.api.JvmSpec;
import dev.slipway.api.Resources;

/**
 * How to make an executor of one resource profile. Two executors of the same {@link #hash()} are
 * interchangeable before they have registered.
 *
 * @param cores as promised to the executor, and taken from the node
 * @param hash over everything that shapes the JVM, made by {@code launch.RecipeHash}
 */
public record ExecutorRecipe(int cores, ContainerMemory memory, JvmSpec jvm, String hash) {

  public Resources resources() {
    return new Resources(cores, memory.total());
  }
}
