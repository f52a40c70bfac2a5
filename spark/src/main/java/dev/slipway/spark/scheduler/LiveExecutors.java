package dev.slipway.spark.scheduler;

import dev.slipway.api.driver.ExecutorId;
import dev.slipway.api.driver.ExecutorObservation;
import dev.slipway.api.driver.ProfileId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The executors that hold resources, as far as the driver knows. Not safe for several threads. */
final class LiveExecutors {
  /**
   * One of them.
   *
   * @param registered when it came to the driver; empty: not yet
   * @param draining decommissioned: its end is no failure
   */
  record Live(
      ExecutorId id,
      ProfileId profile,
      String host,
      Optional<Instant> registered,
      boolean draining) {}

  private final Map<ExecutorId, Live> all = new LinkedHashMap<>();

  void add(ExecutorObservation seen) {
    all.putIfAbsent(
        seen.id(), new Live(seen.id(), seen.profile(), seen.host(), Optional.empty(), false));
  }

  /** Whether it was not known to be registered before. */
  boolean register(ExecutorId id, Instant when) {
    Live known = all.get(id);
    if (known == null || known.registered().isPresent()) {
      return false;
    }
    all.put(id, new Live(id, known.profile(), known.host(), Optional.of(when), known.draining()));
    return true;
  }

  /** Whether it was there, and not draining before. */
  boolean drain(ExecutorId id) {
    Live known = all.get(id);
    if (known == null || known.draining()) {
      return false;
    }
    all.put(id, new Live(id, known.profile(), known.host(), known.registered(), true));
    return true;
  }

  Optional<Live> remove(ExecutorId id) {
    return Optional.ofNullable(all.remove(id));
  }

  Map<ProfileId, Integer> counts() {
    Map<ProfileId, Integer> counts = new LinkedHashMap<>();
    all.values().forEach(live -> counts.merge(live.profile(), 1, Integer::sum));
    return counts;
  }
}
