package dev.slipway.spark.scheduler;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;

/** {@code spark.cores.max}: the cores of an application's executors never add up to more. */
final class CoreBudget {
  /** One profile: executors asked for, executors there, cores of each. */
  record Share(int wanted, int alive, int cores) {}

  private CoreBudget() {}

  /**
   * How many executors each profile may want in all: never more than it asked for, and together
   * with what is alive of every profile within the limit. Executors that are there keep their cores
   * until they are gone; what is left goes to the profiles in order.
   *
   * @param maxCores {@link Long#MAX_VALUE} for no limit
   */
  static <K> Map<K, Integer> totals(long maxCores, SortedMap<K, Share> shares) {
    long free =
        maxCores - shares.values().stream().mapToLong(s -> (long) s.alive() * s.cores()).sum();
    Map<K, Integer> totals = new LinkedHashMap<>();
    for (Map.Entry<K, Share> entry : shares.entrySet()) {
      Share share = entry.getValue();
      int room = (int) Math.min(Integer.MAX_VALUE, Math.max(0, free) / share.cores());
      int more = Math.min(Math.max(0, share.wanted() - share.alive()), room);
      free -= (long) more * share.cores();
      totals.put(entry.getKey(), Math.min(share.wanted(), share.alive() + more));
    }
    return totals;
  }
}
