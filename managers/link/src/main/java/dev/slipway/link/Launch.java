package dev.slipway.link;

import dev.slipway.api.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How the driver of an application came up, as far as it was heard.
 *
 * @param account whose application it is
 * @param attempt which run of the driver
 * @param began when the driver's process did, by the server's clock; empty: the driver said nothing
 * @param reached at which age of that process each phase ended, in milliseconds
 * @param ended when its executors had nobody to work for any more
 * @param unarchived containers without a class-data archive, and why
 */
public record Launch(
    Optional<String> account,
    int attempt,
    Optional<Instant> began,
    Map<Phase, Long> reached,
    Optional<Instant> ended,
    Map<String, String> unarchived) {
  /** Of an application with thousands of executors, the first ones tell enough. */
  private static final int MOST_CONTAINERS = 200;

  public Launch {
    reached = Map.copyOf(reached);
    unarchived = Map.copyOf(unarchived);
  }

  public static Launch of(Optional<String> account, int attempt) {
    return new Launch(account, attempt, Optional.empty(), Map.of(), Optional.empty(), Map.of());
  }

  /** What took longest on its way is the furthest off: the earliest beginning is the truest. */
  public Launch heard(DriverMessage.Progress said, Instant now) {
    Instant start = now.minus(Duration.ofMillis(said.ageMillis()));
    Map<Phase, Long> all = new EnumMap<>(Phase.class);
    all.putAll(said.reached());
    all.putAll(reached);
    return new Launch(
        account,
        attempt,
        Optional.of(began.filter(known -> known.isBefore(start)).orElse(start)),
        all,
        ended,
        unarchived);
  }

  public Launch without(String container, String why) {
    if (unarchived.size() >= MOST_CONTAINERS) {
      return this;
    }
    Map<String, String> all = new TreeMap<>(unarchived);
    all.put(container, why);
    return new Launch(account, attempt, began, reached, ended, all);
  }

  public Launch endedAt(Instant now) {
    return new Launch(
        account, attempt, began, reached, ended.or(() -> Optional.of(now)), unarchived);
  }
}
