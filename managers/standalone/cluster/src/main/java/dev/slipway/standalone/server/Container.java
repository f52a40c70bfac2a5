package dev.slipway.standalone.server;

import dev.slipway.api.ContainerState;
import dev.slipway.api.ExitInfo;
import dev.slipway.api.driver.ExecutorId;
import dev.slipway.api.driver.ExecutorObservation;
import dev.slipway.standalone.node.ContainerIdentity;
import java.util.Optional;

/** A container that the resource manager gave. Confined to its thread. */
final class Container {
  final ContainerIdentity identity;
  final String node;
  final String host;
  private ContainerState state = ContainerState.PENDING;

  /** Why it is to end; it stays so while its node is unknown. */
  Optional<String> stopping = Optional.empty();

  Optional<ExitInfo> exit = Optional.empty();

  /** Its node has said that it began it. */
  boolean begun;

  /** Its JVM may be waiting to be handed over to its driver. */
  boolean waiting;

  /** Its place among the exits of its application; 0 while it lives. */
  long exitSequence;

  Container(ContainerIdentity identity, String node, String host) {
    this.identity = identity;
    this.node = node;
    this.host = host;
  }

  ContainerState state() {
    return state;
  }

  /** Only {@link Ledger#move} calls it. */
  void become(ContainerState next) {
    if (!state.mayBecome(next)) {
      throw new IllegalStateException(identity.id() + ": " + state + " never becomes " + next);
    }
    state = next;
  }

  boolean isAlive() {
    return !state.isFinal();
  }

  ExecutorId executor() {
    return new ExecutorId(identity.name());
  }

  ExecutorObservation observe() {
    return new ExecutorObservation(
        executor(), identity.profile(), state, host, identity.recipeHash(), exit);
  }
}
