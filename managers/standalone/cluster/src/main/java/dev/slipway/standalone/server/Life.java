package dev.slipway.standalone.server;

import dev.slipway.api.ApplicationState;
import dev.slipway.api.DeployMode;
import dev.slipway.api.ExitInfo;
import dev.slipway.api.submit.ApplicationRef;
import dev.slipway.api.submit.Observation;
import dev.slipway.api.submit.Transition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The steps of an application so far. Confined to the resource manager's thread. */
final class Life {
  private final List<Transition> transitions = new ArrayList<>();
  private Optional<ExitInfo> exit = Optional.empty();

  /** Before the first step. */
  boolean isEmpty() {
    return transitions.isEmpty();
  }

  /** Oldest first. */
  List<Transition> transitions() {
    return Collections.unmodifiableList(transitions);
  }

  Instant began() {
    return transitions.get(0).at();
  }

  /** Since when it is as it is. */
  Instant since() {
    return last().at();
  }

  ApplicationState state() {
    return last().to();
  }

  boolean isOver() {
    return state().isFinal();
  }

  void become(Transition step, Optional<ExitInfo> how) {
    transitions.add(step);
    exit = how;
  }

  Observation observe(ApplicationRef ref, String name, String user, DeployMode mode) {
    return new Observation(ref, name, user, mode, state(), exit, transitions);
  }

  private Transition last() {
    return transitions.get(transitions.size() - 1);
  }
}
