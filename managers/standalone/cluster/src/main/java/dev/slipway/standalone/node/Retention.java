package dev.slipway.standalone.node;

import dev.slipway.api.DurationText;
import dev.slipway.api.Memory;
import dev.slipway.api.SlipwayKey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** How much of what nothing uses any more is kept, and for how long. */
public record Retention(Duration age, long bytes) {

  /** What could leave. */
  public record Kept(Path path, Instant usedAt, long bytes) {}

  /**
   * @throws dev.slipway.api.SlipwayException INVALID_VALUE
   */
  public static Retention of(Map<String, String> properties) {
    SlipwayKey age = SlipwayKey.RETENTION_MAX_AGE;
    SlipwayKey size = SlipwayKey.RETENTION_MAX_SIZE;
    return new Retention(
        DurationText.parse(age.key(), properties.getOrDefault(age.key(), age.otherwise())),
        Memory.parse(size.key(), properties.getOrDefault(size.key(), size.otherwise())).mebibytes()
            << 20);
  }

  /**
   * What leaves: all that is too old, and then the oldest until the rest is small enough.
   *
   * @param beside bytes that cannot leave, and count all the same
   */
  public List<Kept> leaving(List<Kept> all, long beside, Instant now) {
    List<Kept> oldestFirst = new ArrayList<>(all);
    oldestFirst.sort(Comparator.comparing(Kept::usedAt));
    long total = beside + all.stream().mapToLong(Kept::bytes).sum();
    List<Kept> leaving = new ArrayList<>();
    for (Kept each : oldestFirst) {
      if (total > bytes || !each.usedAt.plus(age).isAfter(now)) {
        leaving.add(each);
        total -= each.bytes;
      }
    }
    return leaving;
  }
}
