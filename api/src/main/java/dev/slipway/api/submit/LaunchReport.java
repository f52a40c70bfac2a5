package dev.slipway.api.submit;

import java.util.List;
import java.util.Map;

/**
 * How an application came up.
 *
 * @param timeline in order, without gaps: from the command line to the end, or to now
 * @param unarchived containers whose JVM started without a class-data archive, and why
 */
public record LaunchReport(List<PhaseTime> timeline, Map<String, String> unarchived) {

  public LaunchReport {
    timeline = List.copyOf(timeline);
    unarchived = Map.copyOf(unarchived);
  }

  /** Of a manager that does not measure it. */
  public static LaunchReport unknown() {
    return new LaunchReport(List.of(), Map.of());
  }

  public long totalMillis() {
    return timeline.stream().mapToLong(PhaseTime::millis).sum();
  }
}
