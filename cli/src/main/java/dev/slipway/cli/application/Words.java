package dev.slipway.cli.application;

import dev.slipway.api.ExitInfo;
import dev.slipway.api.submit.Observation;
import dev.slipway.api.submit.Transition;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** Applications in words and codes. */
public final class Words {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());
  private static final int KILLED = 143;

  private Words() {}

  static String time(Instant at) {
    return TIME.format(at);
  }

  static String line(Transition step) {
    return String.format("%s  %-9s  %s", time(step.at()), step.to(), step.why());
  }

  /** What a command that waited for the end ends with: the driver's own code where it is known. */
  public static int exitCode(Observation ended) {
    return ended
        .exit()
        .flatMap(ExitInfo::code)
        .orElseGet(
            () ->
                switch (ended.state()) {
                  case FINISHED -> 0;
                  case KILLED -> KILLED;
                  case SUBMITTED, STARTING, RUNNING, UNKNOWN, FAILED -> 1;
                });
  }
}
