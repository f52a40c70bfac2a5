package dev.slipway.standalone.server;

import dev.slipway.api.ApplicationState;
import dev.slipway.api.submit.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * When a supervised driver that failed starts again, for as long as it fails: after 1 s, then twice
 * as long each time, but after a run of more than 5 s as at first. That is Spark 4.2's {@code
 * DriverRunner}, with a longest pause of a minute. All of it follows from the record, so a server
 * that is started again goes on in the same way.
 */
final class Restarts {
  static final Duration FIRST = Duration.ofSeconds(1);
  static final Duration LONGEST = Duration.ofSeconds(60);
  static final Duration LONG_RUN = Duration.ofSeconds(5);

  private Restarts() {}

  /** After the failure that the last transition to SUBMITTED, not the first, stands for. */
  static Duration pause(List<Transition> life) {
    Duration pause = Duration.ZERO;
    Optional<Instant> runsSince = Optional.empty();
    for (Transition step : life.subList(1, life.size())) {
      if (step.to() == ApplicationState.SUBMITTED) {
        pause = after(pause, runsSince, step.at());
        runsSince = Optional.empty();
      } else if (step.to() == ApplicationState.RUNNING && runsSince.isEmpty()) {
        runsSince = Optional.of(step.at());
      }
    }
    return pause;
  }

  private static Duration after(Duration before, Optional<Instant> runsSince, Instant failed) {
    boolean ranLong =
        runsSince
            .filter(since -> Duration.between(since, failed).compareTo(LONG_RUN) > 0)
            .isPresent();
    if (ranLong || before.isZero()) {
      return FIRST;
    }
    Duration twice = before.multipliedBy(2);
    return twice.compareTo(LONGEST) > 0 ? LONGEST : twice;
  }
}
