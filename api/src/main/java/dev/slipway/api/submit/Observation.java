package dev.slipway.api.submit;

import dev.slipway.api.ApplicationState;
import dev.slipway.api.DeployMode;
import dev.slipway.api.ExitInfo;
import java.util.List;
import java.util.Optional;

/**
 * What a manager knows of an application.
 *
 * @param exit present when the state is final and the exit is known
 * @param transitions oldest first; the last one is the present state
 */
public record Observation(
    ApplicationRef ref,
    String name,
    String user,
    DeployMode deployMode,
    ApplicationState state,
    Optional<ExitInfo> exit,
    List<Transition> transitions) {

  public Observation {
    transitions = List.copyOf(transitions);
  }

  /** As it was after the first so many transitions. */
  public Observation after(int count) {
    return count == transitions.size()
        ? this
        : new Observation(
            ref,
            name,
            user,
            deployMode,
            transitions.get(count - 1).to(),
            Optional.empty(),
            transitions.subList(0, count));
  }
}
