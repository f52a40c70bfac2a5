package dev.slipway.yarn.driver;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/** Tells people what is waited for, when that takes long: at first, and when it changes. */
final class Waiting {
  private static final Duration FIRST = Duration.ofSeconds(3);
  private static final Duration AGAIN = Duration.ofSeconds(10);

  private final PrintStream out;
  private final Clock clock;
  private Instant next;
  private String said = "";

  Waiting(PrintStream out, Clock clock) {
    this.out = out;
    this.clock = clock;
    this.next = clock.instant().plus(FIRST);
  }

  /**
   * @param words asked only when there is something to say
   */
  synchronized void goesOn(Supplier<String> words) {
    if (clock.instant().isBefore(next)) {
      return;
    }
    String now = words.get();
    if (!now.equals(said)) {
      out.println("slipway: " + now);
      said = now;
    }
    next = clock.instant().plus(AGAIN);
  }
}
