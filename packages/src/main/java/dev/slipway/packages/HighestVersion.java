package dev.slipway.packages;

import org.eclipse.aether.util.graph.transformer.ConfigurableVersionSelector;
import org.eclipse.aether.util.graph.transformer.ConflictResolver.ConflictItem;

/** Ivy's rule, which is Spark's: the highest version, also over one that the user named. */
final class HighestVersion implements ConfigurableVersionSelector.SelectionStrategy {

  @Override
  public boolean isBetter(ConflictItem candidate, ConflictItem winner) {
    int compared = candidate.getNode().getVersion().compareTo(winner.getNode().getVersion());
    return compared == 0 ? candidate.getDepth() < winner.getDepth() : compared > 0;
  }
}
