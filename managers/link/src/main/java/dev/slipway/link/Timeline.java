package dev.slipway.link;

import dev.slipway.api.ApplicationState;
import dev.slipway.api.Phase;
import dev.slipway.api.submit.PhaseTime;
import dev.slipway.api.submit.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Joins what each machine measured by its own clock: the client how long it took to submit, the
 * server when it recorded each step, the driver at which age it reached what. Only times of one
 * clock are subtracted, but for the driver's beginning on YARN, which its master's machine tells
 * and not the ResourceManager's; the phases add up to the whole without a gap.
 */
public final class Timeline {
  private final Instant now;
  private final List<PhaseTime> phases = new ArrayList<>();

  private Timeline(Instant now) {
    this.now = now;
  }

  /**
   * Of the last attempt in cluster mode.
   *
   * @param client has what the client measured, among other properties
   */
  public static List<PhaseTime> of(
      List<Transition> life, Map<String, String> client, Optional<Launch> launch, Instant now) {
    int first = lastSubmitted(life);
    Optional<Instant> over =
        Optional.of(life.get(life.size() - 1))
            .filter(step -> step.to().isFinal())
            .map(Transition::at);
    Timeline line = new Timeline(now);
    if (first == 0) {
      line.client(Phase.COMMAND_LINE, client.get(Protocol.COMMAND_LINE_MILLIS));
      line.client(Phase.UPLOAD, client.get(Protocol.UPLOAD_MILLIS));
    }
    List<Transition> attempt = life.subList(first, life.size());
    Instant since = attempt.get(0).at();
    Optional<Instant> placed = at(attempt, ApplicationState.STARTING);
    if (!line.add(Phase.QUEUE, since, placed, over)) {
      return line.phases;
    }
    Optional<Instant> began =
        launch.flatMap(Launch::began).or(() -> at(attempt, ApplicationState.RUNNING));
    if (line.add(Phase.CONTAINER, placed.orElseThrow(), began, over)) {
      line.driver(
          latest(placed.orElseThrow(), began.orElseThrow()),
          launch.map(Launch::reached).orElse(Map.of()),
          over,
          Phase.JVM);
    }
    return line.phases;
  }

  /** In client mode, where the driver's process is the command's. */
  public static List<PhaseTime> of(Launch launch, Instant now) {
    Timeline line = new Timeline(now);
    launch
        .began()
        .ifPresent(
            began -> line.driver(began, launch.reached(), launch.ended(), Phase.COMMAND_LINE));
    return line.phases;
  }

  private static int lastSubmitted(List<Transition> life) {
    int last = 0;
    for (int i = 0; i < life.size(); i++) {
      if (life.get(i).to() == ApplicationState.SUBMITTED) {
        last = i;
      }
    }
    return last;
  }

  private static Optional<Instant> at(List<Transition> life, ApplicationState state) {
    return life.stream().filter(step -> step.to() == state).map(Transition::at).findFirst();
  }

  private void client(Phase phase, @org.jspecify.annotations.Nullable String millis) {
    if (millis != null && millis.matches("\\d{1,12}")) {
      phases.add(new PhaseTime(phase, Long.parseLong(millis), false));
    }
  }

  /** Whether it came to its end. */
  private boolean add(Phase phase, Instant from, Optional<Instant> to, Optional<Instant> over) {
    if (to.isEmpty() && over.isPresent()) {
      phases.add(new PhaseTime(Phase.END, between(from, over.get()), false));
    } else {
      phases.add(new PhaseTime(phase, between(from, to.orElse(now)), to.isEmpty()));
    }
    return to.isPresent();
  }

  private void driver(
      Instant began, Map<Phase, Long> reached, Optional<Instant> over, Phase firstPhase) {
    long age = 0;
    Phase next = firstPhase;
    for (Phase phase : Phase.values()) {
      Long end = reached.get(phase);
      if (end != null && phase.compareTo(firstPhase) >= 0 && phase != Phase.END) {
        long later = Math.max(age, end);
        phases.add(new PhaseTime(phase, later - age, false));
        age = later;
        next = Phase.values()[phase.ordinal() + 1];
      }
    }
    long rest = Math.max(0, between(began, over.orElse(now)) - age);
    phases.add(
        next == Phase.COMMAND_LINE || over.isPresent()
            ? new PhaseTime(Phase.END, rest, over.isEmpty())
            : new PhaseTime(next, rest, true));
  }

  private static long between(Instant from, Instant to) {
    return Math.max(0, Duration.between(from, to).toMillis());
  }

  private static Instant latest(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
