package dev.slipway.api.submit;

import dev.slipway.api.ApplicationState;
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
    ApplicationState state,
    Optional<ExitInfo> exit,
    List<Transition> transitions) {

  public Observation {
    transitions = List.copyOf(transitions);
  }
}
