package dev.slipway.yarn.submit;

import dev.slipway.api.submit.LogSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A driver's log that goes on with the next attempt's when that has begun: as if they were one.
 * Safe for use by several threads, which wait for each other.
 */
final class AttemptsLog<K> implements LogSource {
  /**
   * @param base where it begins among all that was read
   */
  private record Reading<K>(K attempt, LogSource log, long base) {}

  private final Supplier<K> newest;
  private final Function<K, LogSource> logs;
  private final K first;
  private final Map<String, Reading<K>> readings = new HashMap<>(); // guarded by this

  /**
   * @param newest the present attempt
   * @param logs that of one attempt
   */
  AttemptsLog(Supplier<K> newest, Function<K, LogSource> logs) {
    this.newest = newest;
    this.logs = logs;
    this.first = newest.get();
  }

  @Override
  public List<String> streams() {
    return logs.apply(first).streams();
  }

  @Override
  public synchronized Part read(String stream, long offset, int limit) {
    Reading<K> reading =
        readings.computeIfAbsent(stream, each -> new Reading<>(first, logs.apply(first), 0));
    Part part = read(reading, stream, offset, limit);
    if (part.bytes().length > 0) {
      return part;
    }
    K now = newest.get();
    if (now.equals(reading.attempt())) {
      return part;
    }
    Reading<K> next = new Reading<>(now, logs.apply(now), offset);
    readings.put(stream, next);
    return read(next, stream, offset, limit);
  }

  private Part read(Reading<K> reading, String stream, long offset, int limit) {
    Part part = reading.log().read(stream, offset - reading.base(), limit);
    return new Part(part.offset() + reading.base(), part.bytes());
  }
}
