package dev.slipway.link;

import dev.slipway.api.ContainerState;
import dev.slipway.api.ExitInfo;
import dev.slipway.api.driver.ExecutorId;
import dev.slipway.api.driver.ExecutorObservation;
import dev.slipway.api.driver.ProfileId;
import dev.slipway.link.ServerMessage.ExecutorView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What this driver last heard of each executor. Written by the link's thread, read by any. Answers
 * whether something heard is news, so that everything is told once.
 */
final class ExecutorTable {
  private final Map<ExecutorId, ExecutorView> views = new LinkedHashMap<>();

  /** Whether it was not known yet. */
  synchronized boolean add(ExecutorView view) {
    return views.putIfAbsent(view.seen().id(), view) == null;
  }

  /** Whether it was known and alive. */
  synchronized boolean exit(ExecutorId id, ExitInfo exit) {
    return change(id, ContainerState.EXITED, Optional.of(exit));
  }

  /** Whether that is a change. */
  synchronized boolean reach(ExecutorId id, boolean reachable) {
    return change(
        id, reachable ? ContainerState.RUNNING : ContainerState.UNKNOWN, Optional.empty());
  }

  synchronized Optional<ExecutorObservation> find(ExecutorId id) {
    return Optional.ofNullable(views.get(id)).map(ExecutorView::seen);
  }

  synchronized Optional<String> log(ExecutorId id) {
    return Optional.ofNullable(views.get(id)).map(ExecutorView::log).filter(url -> !url.isEmpty());
  }

  synchronized List<ExecutorObservation> list() {
    List<ExecutorObservation> all = new ArrayList<>();
    views.values().forEach(view -> all.add(view.seen()));
    all.sort(Comparator.comparingInt(seen -> Integer.parseInt(seen.id().text())));
    return all;
  }

  synchronized List<ExecutorObservation> alive() {
    return list().stream().filter(seen -> !seen.state().isFinal()).toList();
  }

  /** What is said of an executor that nobody can tell anything of. */
  ExecutorObservation unknown(ExecutorId id) {
    return find(id)
        .map(seen -> with(seen, ContainerState.UNKNOWN, Optional.empty()))
        .orElseGet(
            () ->
                new ExecutorObservation(
                    id, new ProfileId(0), ContainerState.UNKNOWN, "", "", Optional.empty()));
  }

  private boolean change(ExecutorId id, ContainerState state, Optional<ExitInfo> exit) {
    ExecutorView view = views.get(id);
    if (view == null || view.seen().state().isFinal() || view.seen().state() == state) {
      return false;
    }
    views.put(id, new ExecutorView(with(view.seen(), state, exit), view.log()));
    return true;
  }

  private static ExecutorObservation with(
      ExecutorObservation seen, ContainerState state, Optional<ExitInfo> exit) {
    return new ExecutorObservation(
        seen.id(), seen.profile(), state, seen.host(), seen.recipeHash(), exit);
  }
}
