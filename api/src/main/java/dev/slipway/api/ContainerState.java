package dev.slipway.api;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * A container's life, as its manager sees it.
 *
 * <pre>
 * PENDING -> ALLOCATED -> RUNNING -> STOPPING -> EXITED
 * UNKNOWN: its node is silent; it may be again what it was, or EXITED.
 * </pre>
 */
public enum ContainerState {
  /** Wanted; waits for room. */
  PENDING,
  /** Has a node and its resources; the process is not there yet. */
  ALLOCATED,
  RUNNING,
  /** Told to end. */
  STOPPING,
  UNKNOWN,
  EXITED;

  private static final Map<ContainerState, Set<ContainerState>> LEGAL =
      new EnumMap<>(
          Map.of(
              PENDING, EnumSet.of(ALLOCATED, EXITED),
              ALLOCATED, EnumSet.of(RUNNING, STOPPING, UNKNOWN, EXITED),
              RUNNING, EnumSet.of(STOPPING, UNKNOWN, EXITED),
              STOPPING, EnumSet.of(UNKNOWN, EXITED),
              UNKNOWN, EnumSet.of(ALLOCATED, RUNNING, STOPPING, EXITED),
              EXITED, EnumSet.noneOf(ContainerState.class)));

  public boolean isFinal() {
    return this == EXITED;
  }

  /** Whether it holds cores and memory of a node. */
  public boolean holdsResources() {
    return switch (this) {
      case ALLOCATED, RUNNING, STOPPING, UNKNOWN -> true;
      case PENDING, EXITED -> false;
    };
  }

  public boolean mayBecome(ContainerState next) {
    return LEGAL.getOrDefault(this, Set.of()).contains(next);
  }
}
