package dev.slipway.spark.scheduler;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;

/**
 * Counts failed executors and says how long to wait before the next attempt. A pause doubles with
 * each round of executors that died young, from one second to a minute; all deaths within a pause
 * are one round. Not safe for several threads.
 */
final class ExecutorFailures {
  /** An executor that registered and lived as long died of something else than its start. */
  static final Duration YOUNG = Duration.ofSeconds(10);

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

  private final AllocationLimits limits;
  private final Clock clock;
  private final ArrayDeque<Instant> failures = new ArrayDeque<>();
  private Instant pauseEnds = Instant.MIN;
  private Duration pause = Duration.ZERO;
  private int stillborn;

  ExecutorFailures(AllocationLimits limits, Clock clock) {
    this.limits = limits;
    this.clock = clock;
  }

  void registered() {
    stillborn = 0;
  }

  void failed(boolean registered) {
    failures.addLast(clock.instant());
    stillborn = registered ? 0 : stillborn + 1;
  }

  /** Failures that still count. */
  int count() {
    limits.validity().ifPresent(validity -> forget(clock.instant().minus(validity)));
    return failures.size();
  }

  boolean tooMany() {
    return count() >= limits.maxFailures() || stillborn >= limits.maxStillborn();
  }

  void diedYoung() {
    Instant now = clock.instant();
    if (now.isBefore(pauseEnds)) {
      return;
    }
    boolean again = !pause.isZero() && now.isBefore(pauseEnds.plus(LONGEST_PAUSE));
    pause = again ? longer(pause) : FIRST_PAUSE;
    pauseEnds = now.plus(pause);
  }

  void diedOld() {
    if (!pausing()) {
      pause = Duration.ZERO;
    }
  }

  boolean pausing() {
    return clock.instant().isBefore(pauseEnds);
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }

  private void forget(Instant until) {
    while (!failures.isEmpty() && failures.getFirst().isBefore(until)) {
      failures.removeFirst();
    }
  }
}
