package dev.slipway.standalone.server;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.ApplicationState;
import dev.slipway.api.ExitInfo;
import dev.slipway.api.submit.ApplicationRef;
import dev.slipway.api.submit.Observation;
import dev.slipway.api.submit.SubmissionId;
import dev.slipway.api.submit.Transition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An application in cluster mode: what was submitted, and its life so far. Its SparkContext is an
 * {@link Application} of the same id. Confined to the resource manager's thread.
 */
final class Submitted {
  final String id;
  final String submission;
  final String user;
  final ApplicationSpec spec;
  private final List<Transition> transitions = new ArrayList<>();
  private Optional<ExitInfo> exit = Optional.empty();

  /** Why it is to end, once somebody asked for that. */
  Optional<String> stopping = Optional.empty();

  /** Which node has its driver; empty while it waits for one. */
  String node = "";

  /** Its driver, once it has one; after a restart of the server, once its node reported it. */
  @Nullable Container driver;

  Submitted(String id, String submission, String user, ApplicationSpec spec) {
    this.id = id;
    this.submission = submission;
    this.user = user;
    this.spec = spec;
  }

  ApplicationState state() {
    return transitions.get(transitions.size() - 1).to();
  }

  boolean isOver() {
    return state().isFinal();
  }

  boolean isWaiting() {
    return !isOver() && driver == null && node.isEmpty();
  }

  /** Its driver was given to a node, which has not said since that it is there. */
  boolean isMissing() {
    return !isOver() && driver == null && !node.isEmpty();
  }

  /** Once it is recorded. */
  void become(Transition step, Optional<ExitInfo> how) {
    if (!transitions.isEmpty()) {
      check(step.to());
    }
    transitions.add(step);
    exit = how;
  }

  void check(ApplicationState next) {
    if (!state().mayBecome(next)) {
      throw new IllegalStateException(id + ": " + state() + " never becomes " + next);
    }
  }

  Observation observe() {
    return new Observation(
        new ApplicationRef(new SubmissionId(submission), id),
        spec.name(),
        user,
        state(),
        exit,
        transitions);
  }
}
