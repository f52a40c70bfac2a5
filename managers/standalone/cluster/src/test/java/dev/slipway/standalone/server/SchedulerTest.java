package dev.slipway.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.Memory;
import dev.slipway.api.Resources;
import dev.slipway.api.driver.ProfileId;
import dev.slipway.standalone.node.Attempt;
import dev.slipway.standalone.server.Scheduler.Driver;
import dev.slipway.standalone.server.Scheduler.Executors;
import dev.slipway.standalone.server.Scheduler.Offer;
import dev.slipway.standalone.server.Scheduler.Placement;
import dev.slipway.standalone.server.Scheduler.Request;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
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
        place(List.of(offer("a", 4, 4000), offer("b", 4, 4000)), List.of(request("x", 3, 1, 1000)));
    assertThat(placements).extracting(Placement::node).containsExactly("a", "b", "a");
  }

  @Test
  void theEarlierApplicationComesFirstAndWhatItCannotUseGoesToTheNext() {
    List<Placement> placements =
        place(
            List.of(offer("a", 4, 4000)),
            List.of(request("first", 5, 3, 1000), request("second", 5, 1, 1000)));
    assertThat(placements)
        .extracting(one -> one.request().attempt())
        .containsExactly(app("first"), app("second"));
  }

  @Test
  void memoryCountsAsCoresDo() {
    assertThat(place(List.of(offer("a", 8, 2500)), List.of(request("x", 8, 1, 1000)))).hasSize(2);
  }

  @Test
  void excludedHostsAreNotUsed() {
    Executors request = wishing(4, 1, Set.of("host-of-a"), Map.of());
    assertThat(place(List.of(offer("a", 4, 4000), offer("b", 1, 4000)), List.of(request)))
        .extracting(Placement::node)
        .containsExactly("b");
  }

  @Test
  void localityIsAWishThatIsFulfilledWhereThereIsRoom() {
    Executors request = wishing(3, 1, Set.of(), Map.of("host-of-b", 9));
    assertThat(place(List.of(offer("a", 4, 4000), offer("b", 2, 4000)), List.of(request)))
        .extracting(Placement::node)
        .containsExactly("b", "b", "a");
  }

  @Test
  void aFulfilledWishGivesTheOtherHostsTheirTurn() {
    Executors request = wishing(2, 2, Set.of(), Map.of("host-of-b", 2, "host-of-c", 2));
    assertThat(
            place(
                List.of(offer("a", 4, 4000), offer("b", 4, 4000), offer("c", 4, 4000)),
                List.of(request)))
        .extracting(Placement::node)
        .containsExactlyInAnyOrder("b", "c");
  }

  @Test
  void whatIsFreeIsKeptForAnOverdueRequestButOnlyWhereItCouldOnceRun() {
    Executors large = overdue("large", 1, resources(4, 4000));
    List<Placement> placements =
        place(
            List.of(offer("busy", resources(4, 4000), resources(2, 2000)), offer("small", 2, 4000)),
            List.of(large, request("later", 9, 1, 1000)));
    assertThat(placements).extracting(Placement::node).containsExactly("small", "small");
  }

  @Test
  void whoHoldsAllThatItCouldHaveKeepsNobodyWaiting() {
    Offer full =
        new Offer(
            "a",
            "host-of-a",
            resources(5, 5000),
            resources(1, 1000),
            Map.of("large", 2),
            Map.of("large", resources(4, 4000)));
    List<Placement> placements =
        place(
            List.of(full),
            List.of(overdue("large", 50, resources(2, 2000)), request("later", 1, 1, 1000)));
    assertThat(placements).extracting(one -> one.request().attempt()).containsExactly(app("later"));
  }

  @Test
  void aDriverGoesWhereItsExecutorStillFits() {
    Driver driver = new Driver(app("x"), resources(1, 1000), List.of(resources(4, 4000)), false);
    assertThat(place(List.of(offer("a", 4, 4000), offer("b", 1, 1000)), List.of(driver)))
        .extracting(Placement::node)
        .containsExactly("b");
    assertThat(place(List.of(offer("a", 4, 5000)), List.of(driver))).isEmpty();
  }

  @Test
  void driversLeaveRoomForTheFirstExecutorsOfThoseBefore() {
    List<Resources> executor = List.of(resources(1, 1000));
    List<Driver> two =
        List.of(
            new Driver(app("1"), resources(1, 1000), executor, false),
            new Driver(app("2"), resources(1, 1000), executor, false));
    assertThat(place(List.of(offer("a", 3, 9000)), two)).hasSize(1);
    assertThat(place(List.of(offer("a", 4, 9000)), two)).hasSize(2);
    assertThat(Scheduler.place(List.of(offer("a", 4, 9000)), executor, two)).hasSize(1);
  }

  /** Nothing is promised twice, nothing is refused that had room, nobody gets more than asked. */
  @Property(tries = 300)
  void lawsOfPlacing(
      @ForAll("offers") List<Offer> offers, @ForAll("requests") List<Executors> requests) {
    Map<String, Resources> free = new HashMap<>();
    offers.forEach(offer -> free.put(offer.node(), offer.free()));
    Map<Request, Integer> got = new HashMap<>();
    for (Placement placement : place(offers, requests)) {
      Resources left = free.get(placement.node());
      assertThat(placement.request().each().fitsIn(left)).isTrue();
      free.put(placement.node(), left.minus(placement.request().each()));
      got.merge(placement.request(), 1, Integer::sum);
    }
    for (Executors request : requests) {
      int given = got.getOrDefault(request, 0);
      assertThat(given).isLessThanOrEqualTo(request.count());
      if (given < request.count()) {
        assertThat(free.values()).noneMatch(left -> request.each().fitsIn(left));
      }
    }
  }

  /**
   * Whatever runs, in whatever order it ends and however many small requests come behind: an
   * overdue request starts at the latest when all has ended that ran when it became overdue.
   */
  @Property(tries = 300)
  void anOverdueRequestStartsAfterBoundedlyManyEnds(
      @ForAll("offers") List<Offer> nodes, @ForAll Random random, @ForAll boolean isDriver) {
    List<Offer> usable = nodes.stream().filter(node -> node.capacity().cores() > 0).toList();
    Assume.that(!usable.isEmpty());
    Resources size = usable.get(random.nextInt(usable.size())).capacity();
    Request head =
        isDriver
            ? new Driver(app("head"), size, List.of(), true)
            : overdue("head", 1 + random.nextInt(3), size);
    SmallWorld world = new SmallWorld(usable);
    world.run(List.of(request("old", 20, 1, 300)));
    List<Placement> before = world.running();
    while (true) {
      List<Request> requests = new ArrayList<>(List.of(head));
      for (int i = 0; i < 5; i++) {
        requests.add(request("new" + i, random.nextInt(4), 1, 1 + random.nextInt(500)));
      }
      if (world.run(requests).stream().anyMatch(one -> one.request().equals(head))) {
        return;
      }
      assertThat(before).as("%s did not start", head).isNotEmpty();
      before.remove(world.endOne(random));
    }
  }

  /** Nodes and what runs on them. */
  private static final class SmallWorld {
    private final List<Offer> nodes;
    private final List<Placement> running = new ArrayList<>();

    SmallWorld(List<Offer> nodes) {
      this.nodes = nodes;
    }

    List<Placement> running() {
      return new ArrayList<>(running);
    }

    List<Placement> run(List<? extends Request> requests) {
      List<Placement> started = place(nodes.stream().map(this::now).toList(), requests);
      running.addAll(started);
      return started;
    }

    Placement endOne(Random random) {
      return running.remove(random.nextInt(running.size()));
    }

    private Offer now(Offer node) {
      Resources free = node.capacity();
      for (Placement one : running) {
        free = one.node().equals(node.node()) ? free.minus(one.request().each()) : free;
      }
      return offer(node.node(), node.capacity(), free);
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
                offers.add(offer("n" + i, all.get(i), all.get(i)));
              }
              return offers;
            });
  }

  @Provide
  Arbitrary<List<Executors>> requests() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 6),
            Arbitraries.integers().between(1, 4),
            Arbitraries.integers().between(100, 3000))
        .as((count, cores, memory) -> request("", count, cores, memory))
        .list()
        .ofMaxSize(4)
        .map(
            all -> {
              List<Executors> requests = new ArrayList<>();
              for (int i = 0; i < all.size(); i++) {
                Executors one = all.get(i);
                requests.add(
                    request("app" + i, one.count(), one.each().cores(), mebibytes(one.each())));
              }
              return requests;
            });
  }

  private static int mebibytes(Resources resources) {
    return Math.toIntExact(resources.memory().mebibytes());
  }

  private static List<Placement> place(List<Offer> offers, List<? extends Request> requests) {
    return Scheduler.place(offers, List.of(), requests);
  }

  private static Offer offer(String node, int cores, int memory) {
    return offer(node, resources(cores, memory), resources(cores, memory));
  }

  private static Offer offer(String node, Resources capacity, Resources free) {
    return new Offer(node, "host-of-" + node, capacity, free, Map.of(), Map.of());
  }

  private static Executors request(String application, int count, int cores, int memory) {
    Resources each = resources(cores, memory);
    return new Executors(app(application), DEFAULT, count, each, Set.of(), Map.of(), false);
  }

  private static Executors overdue(String application, int count, Resources each) {
    return new Executors(app(application), DEFAULT, count, each, Set.of(), Map.of(), true);
  }

  private static Executors wishing(
      int count, int cores, Set<String> excluded, Map<String, Integer> tasks) {
    return new Executors(app("x"), DEFAULT, count, resources(cores, 100), excluded, tasks, false);
  }

  private static Attempt app(String name) {
    return new Attempt(name, 1);
  }

  private static Resources resources(int cores, int memory) {
    return new Resources(cores, Memory.ofMebibytes(memory));
  }
}
