package dev.slipway.api.driver;

import dev.slipway.api.ContainerState;
import dev.slipway.api.ExitInfo;
import java.util.Optional;

/**
 * What a manager knows of one executor.
 *
 * @param host as executors are told their own name; empty while it has no node
 * @param exit present exactly when the state is {@link ContainerState#EXITED}
 */
public record ExecutorObservation(
    ExecutorId id,
    ProfileId profile,
    ContainerState state,
    String host,
    String recipeHash,
    Optional<ExitInfo> exit) {}
