package dev.slipway.spark.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.spark.scheduler.CoreBudget.Share;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

final class CoreBudgetTest {

  @Property
  void coresNeverAddUpToMoreThanTheLimitOrWhatIsAlive(
      @ForAll @LongRange(min = 0, max = 64) long limit,
      @ForAll("shares") SortedMap<Integer, Share> shares) {
    Map<Integer, Integer> totals = CoreBudget.totals(limit, shares);
    long alive = sum(shares, Map.of());
    assertThat(sum(shares, totals)).isLessThanOrEqualTo(Math.max(limit, alive));
  }

  @Property
  void nobodyGetsMoreThanWantedNorLosesWhatIsAliveAndWanted(
      @ForAll @LongRange(min = 0, max = 64) long limit,
      @ForAll("shares") SortedMap<Integer, Share> shares) {
    CoreBudget.totals(limit, shares)
        .forEach(
            (key, total) -> {
              Share share = shares.get(key);
              assertThat(total)
                  .isLessThanOrEqualTo(share.wanted())
                  .isGreaterThanOrEqualTo(Math.min(share.wanted(), share.alive()));
            });
  }

  @Property
  void withoutALimitEverybodyGetsWhatIsWanted(@ForAll("shares") SortedMap<Integer, Share> shares) {
    CoreBudget.totals(Long.MAX_VALUE, shares)
        .forEach((key, total) -> assertThat(total).isEqualTo(shares.get(key).wanted()));
  }

  @Property
  void noRoomIsLeftUnusedWhileSomebodyWantsIt(
      @ForAll @LongRange(min = 0, max = 64) long limit,
      @ForAll("shares") SortedMap<Integer, Share> shares) {
    Map<Integer, Integer> totals = CoreBudget.totals(limit, shares);
    long free = limit - sum(shares, totals);
    totals.forEach(
        (key, total) -> {
          Share share = shares.get(key);
          if (total < share.wanted()) {
            assertThat(free).isLessThan(share.cores());
          }
        });
  }

  @Provide
  Arbitrary<SortedMap<Integer, Share>> shares() {
    Arbitrary<Integer> few = Arbitraries.integers().between(0, 12);
    Arbitrary<Share> share =
        Combinators.combine(few, few, Arbitraries.integers().between(1, 8)).as(Share::new);
    return Arbitraries.maps(Arbitraries.integers().between(0, 9), share)
        .ofMaxSize(5)
        .map(TreeMap::new);
  }

  private static long sum(SortedMap<Integer, Share> shares, Map<Integer, Integer> totals) {
    return shares.entrySet().stream()
        .mapToLong(
            entry -> {
              Share share = entry.getValue();
              int held = Math.max(share.alive(), totals.getOrDefault(entry.getKey(), 0));
              return (long) held * share.cores();
            })
        .sum();
  }
}
