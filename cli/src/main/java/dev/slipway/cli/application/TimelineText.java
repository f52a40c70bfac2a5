package dev.slipway.cli.application;

import dev.slipway.api.submit.LaunchReport;
import dev.slipway.api.submit.PhaseTime;
import dev.slipway.api.wire.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How an application came up, for people and for programs. */
final class TimelineText {
  private TimelineText() {}

  /** A phase a line: what it took, and when it ended. */
  static List<String> lines(LaunchReport report) {
    List<String> lines = new ArrayList<>();
    long end = 0;
    for (PhaseTime each : report.timeline()) {
      end += each.millis();
      lines.add(
          String.format(
              Locale.ROOT,
              "%9.2f s %9.2f s  %s%s",
              each.millis() / 1000.0,
              end / 1000.0,
              each.phase().words(),
              each.lasts() ? " (so far)" : ""));
    }
    return lines.isEmpty() ? List.of("nothing was heard of its driver yet") : lines;
  }

  static String json(String id, LaunchReport report) {
    List<Map<String, @Nullable Object>> phases = new ArrayList<>();
    for (PhaseTime each : report.timeline()) {
      Map<String, @Nullable Object> phase = new LinkedHashMap<>();
      phase.put("phase", each.phase().name());
      phase.put("millis", each.millis());
      phase.put("lasts", each.lasts());
      phases.add(phase);
    }
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("application", id);
    json.put("timeline", phases);
    json.put("totalMillis", report.totalMillis());
    return Json.write(json);
  }

  /** A reason a line, with the containers that have it. */
  static List<String> unarchived(LaunchReport report) {
    Map<String, List<String>> byReason = new TreeMap<>();
    new TreeMap<>(report.unarchived())
        .forEach(
            (container, why) ->
                byReason.computeIfAbsent(why, same -> new ArrayList<>()).add(container));
    return byReason.entrySet().stream()
        .map(
            each ->
                "started without a class-data archive: "
                    + String.join(" ", each.getValue())
                    + ": "
                    + each.getKey())
        .toList();
  }
}
