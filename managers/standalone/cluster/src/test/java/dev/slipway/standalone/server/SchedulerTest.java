package dev.slipway.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.Memory;
import dev.slipway.api.Resources;
import dev.slipway.api.driver.ProfileId;
import dev.slipway.standalone.node.Attempt;
import dev.slipway.standalone.server.Scheduler.Offer;
import dev.slipway.standalone.server.Scheduler.Placement;
import dev.slipway.standalone.server.Scheduler.Request;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class SchedulerTest {
  private static final ProfileId DEFAULT = new ProfileId(0);

  @Test
  void executorsAreSpreadOverTheNodes() {
    List<Placement> placements =
        Scheduler.place(
            List.of(offer("a", 4, 4000), offer("b", 4, 4000)), List.of(request("x", 3, 1, 1000)));
    assertThat(placements).extracting(Placement::node).containsExactly("a", "b", "a");
  }

  @Test
  void theEarlierApplicationComesFirstAndWhatItCannotUseGoesToTheNext() {
    List<Placement> placements =
        Scheduler.place(
            List.of(offer("a", 4, 4000)),
            List.of(request("first", 5, 3, 1000), request("second", 5, 1, 1000)));
    assertThat(placements)
        .extracting(Placement::application)
        .containsExactly(app("first"), app("second"));
  }

  @Test
  void memoryCountsAsCoresDo() {
    assertThat(Scheduler.place(List.of(offer("a", 8, 2500)), List.of(request("x", 8, 1, 1000))))
        .hasSize(2);
  }

  @Test
  void excludedHostsAreNotUsed() {
    Request request =
        new Request(app("x"), DEFAULT, 4, resources(1, 100), Set.of("host-of-a"), Map.of());
    assertThat(Scheduler.place(List.of(offer("a", 4, 4000), offer("b", 1, 4000)), List.of(request)))
        .extracting(Placement::node)
        .containsExactly("b");
  }

  @Test
  void localityIsAWishThatIsFulfilledWhereThereIsRoom() {
    Request request =
        new Request(app("x"), DEFAULT, 3, resources(1, 100), Set.of(), Map.of("host-of-b", 9));
    assertThat(Scheduler.place(List.of(offer("a", 4, 4000), offer("b", 2, 4000)), List.of(request)))
        .extracting(Placement::node)
        .containsExactly("b", "b", "a");
  }

  @Test
  void aFulfilledWishGivesTheOtherHostsTheirTurn() {
    Request request =
        new Request(
            app("x"),
            DEFAULT,
            2,
            resources(2, 100),
            Set.of(),
            Map.of("host-of-b", 2, "host-of-c", 2));
    assertThat(
            Scheduler.place(
                List.of(offer("a", 4, 4000), offer("b", 4, 4000), offer("c", 4, 4000)),
                List.of(request)))
        .extracting(Placement::node)
        .containsExactlyInAnyOrder("b", "c");
  }

  /** Nothing is promised twice, nothing is refused that had room, nobody gets more than asked. */
  @Property(tries = 300)
  void lawsOfPlacing(
      @ForAll("offers") List<Offer> offers, @ForAll("requests") List<Request> requests) {
    Map<String, Resources> free = new HashMap<>();
    offers.forEach(offer -> free.put(offer.node(), offer.free()));
    Map<Attempt, Integer> got = new HashMap<>();
    for (Placement placement : Scheduler.place(offers, requests)) {
      Request request =
          requests.stream()
              .filter(one -> one.application().equals(placement.application()))
              .findFirst()
              .orElseThrow();
      Resources left = free.get(placement.node());
      assertThat(request.each().fitsIn(left)).isTrue();
      free.put(placement.node(), left.minus(request.each()));
      got.merge(request.application(), 1, Integer::sum);
    }
    for (Request request : requests) {
      int given = got.getOrDefault(request.application(), 0);
      assertThat(given).isLessThanOrEqualTo(request.count());
      if (given < request.count()) {
        assertThat(free.values()).noneMatch(left -> request.each().fitsIn(left));
      }
    }
  }

  @Provide
  Arbitrary<List<Offer>> offers() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 8), Arbitraries.integers().between(0, 8000))
        .as((cores, memory) -> resources(cores, memory))
        .list()
        .ofMaxSize(5)
        .map(
            all -> {
              List<Offer> offers = new ArrayList<>();
              for (int i = 0; i < all.size(); i++) {
                offers.add(new Offer("n" + i, "h" + i, all.get(i), Map.of()));
              }
              return offers;
            });
  }

  @Provide
  Arbitrary<List<Request>> requests() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 6),
            Arbitraries.integers().between(1, 4),
            Arbitraries.integers().between(100, 3000))
        .as((count, cores, memory) -> request("", count, cores, memory))
        .list()
        .ofMaxSize(4)
        .map(
            all -> {
              List<Request> requests = new ArrayList<>();
              for (int i = 0; i < all.size(); i++) {
                Request one = all.get(i);
                requests.add(
                    new Request(
                        app("app" + i), DEFAULT, one.count(), one.each(), Set.of(), Map.of()));
              }
              return requests;
            });
  }

  private static Offer offer(String node, int cores, int memory) {
    return new Offer(node, "host-of-" + node, resources(cores, memory), Map.of());
  }

  private static Request request(String application, int count, int cores, int memory) {
    return new Request(
        app(application), DEFAULT, count, resources(cores, memory), Set.of(), Map.of());
  }

  private static Attempt app(String name) {
    return new Attempt(name, 1);
  }

  private static Resources resources(int cores, int memory) {
    return new Resources(cores, Memory.ofMebibytes(memory));
  }
}
