package dev.slipway.standalone.server;

import dev.slipway.api.Memory;
import dev.slipway.api.Resources;
import dev.slipway.api.driver.ProfileId;
import dev.slipway.standalone.node.Attempt;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Decides which node gets which container: a pure function. First in, first out; what an earlier
 * request cannot use now is offered to later ones, until it is overdue: from then on, what is free
 * on a node that it could use once others have ended is kept for it. So nothing new starts there,
 * and it starts at the latest when all those others have ended that ran when it became overdue.
 *
 * <p>Containers are spread: first to a host that waiting tasks would like, then to the node with
 * the fewest containers of the application, then to the one with the most free cores. Spread,
 * because an application then loses the least with a node, and gets the memory bandwidth and disks
 * of all.
 */
final class Scheduler {
  /**
   * What a node has.
   *
   * @param containers how many of which application, and what each holds together
   */
  record Offer(
      String node,
      String host,
      Resources capacity,
      Resources free,
      Map<String, Integer> containers,
      Map<String, Resources> held) {}

  /** What somebody waits for. */
  sealed interface Request {
    Attempt attempt();

    Resources each();

    boolean overdue();
  }

  /** What an application still wants of one profile. */
  record Executors(
      Attempt attempt,
      ProfileId profile,
      int count,
      Resources each,
      Set<String> excludedHosts,
      Map<String, Integer> localTasksByHost,
      boolean overdue)
      implements Request {

    Executors of(int some) {
      return new Executors(attempt, profile, some, each, excludedHosts, localTasksByHost, overdue);
    }
  }

  /**
   * A driver, which is of no use without its first executor.
   *
   * @param executors what must have room beside it; empty when it needs none
   */
  record Driver(Attempt attempt, Resources each, List<Resources> executors, boolean overdue)
      implements Request {}

  record Placement(Request request, String node) {}

  private final List<Spot> spots;
  private final List<Resources> owed;
  private final List<Placement> placements = new ArrayList<>();

  private Scheduler(List<Offer> offers, List<Resources> owed) {
    this.spots = offers.stream().map(Spot::new).toList();
    this.owed = new ArrayList<>(owed);
  }

  /**
   * @param owed the first executors of drivers that run without any: no driver starts where they
   *     would not all find room, since drivers that fill a cluster wait for executors for ever
   * @param requests in the order of their arrival
   * @return at most what was asked for, and never more of a node than it offers
   */
  static List<Placement> place(
      List<Offer> offers, List<Resources> owed, List<? extends Request> requests) {
    Scheduler scheduler = new Scheduler(offers, owed);
    for (Request request : requests) {
      if (!scheduler.isPlaced(request) && request.overdue()) {
        scheduler.spots.stream().filter(spot -> spot.mayOnceHold(request)).forEach(Spot::close);
      }
    }
    return scheduler.placements;
  }

  private boolean isPlaced(Request request) {
    if (request instanceof Executors executors) {
      return arePlaced(executors);
    }
    return isPlaced((Driver) request);
  }

  private boolean arePlaced(Executors request) {
    Map<String, Integer> wishes = new HashMap<>(request.localTasksByHost());
    for (int i = 0; i < request.count(); i++) {
      List<Spot> best = fitting(request, wishes).limit(1).toList();
      if (best.isEmpty()) {
        return false;
      }
      give(request, best.get(0));
      // Each executor there fulfils some of the wish: the next host has its turn.
      wishes.computeIfPresent(
          best.get(0).host, (host, tasks) -> tasks - Math.max(1, request.each().cores()));
    }
    return true;
  }

  private boolean isPlaced(Driver request) {
    List<Spot> possible =
        fitting(request, Map.of()).filter(spot -> leavesRoom(spot, request)).limit(1).toList();
    possible.forEach(spot -> give(request, spot));
    if (!possible.isEmpty()) {
      owed.addAll(request.executors());
    }
    return !possible.isEmpty();
  }

  /** Whether every driver without executors finds room for its first ones. Largest first. */
  private boolean leavesRoom(Spot spot, Driver request) {
    List<Resources> left = new ArrayList<>();
    for (Spot each : spots) {
      left.add(each == spot ? each.free.minus(request.each()) : each.free);
    }
    return Stream.concat(owed.stream(), request.executors().stream())
        .sorted(Comparator.comparing(Resources::memory).reversed())
        .allMatch(executor -> takes(left, executor));
  }

  private static boolean takes(List<Resources> left, Resources executor) {
    for (int i = 0; i < left.size(); i++) {
      if (executor.fitsIn(left.get(i))) {
        left.set(i, left.get(i).minus(executor));
        return true;
      }
    }
    return false;
  }

  private Stream<Spot> fitting(Request request, Map<String, Integer> wishes) {
    String application = request.attempt().application();
    return spots.stream()
        .filter(spot -> request.each().fitsIn(spot.free) && spot.isAllowed(request))
        .sorted(
            Comparator.<Spot>comparingInt(spot -> wishes.getOrDefault(spot.host, 0) > 0 ? 0 : 1)
                .thenComparingInt(spot -> spot.containers.getOrDefault(application, 0))
                .thenComparingInt(spot -> -spot.free.cores())
                .thenComparing(spot -> spot.node));
  }

  private void give(Request request, Spot spot) {
    spot.take(request);
    placements.add(new Placement(request, spot.node));
  }

  private static final class Spot {
    private static final Resources NOTHING = new Resources(0, Memory.ofMebibytes(0));

    private final String node;
    private final String host;
    private final Resources capacity;
    private final Map<String, Integer> containers;
    private final Map<String, Resources> held;
    private Resources free;

    Spot(Offer offer) {
      this.node = offer.node();
      this.host = offer.host();
      this.capacity = offer.capacity();
      this.containers = new HashMap<>(offer.containers());
      this.held = new HashMap<>(offer.held());
      this.free = offer.free();
    }

    boolean isAllowed(Request request) {
      return !(request instanceof Executors executors) || !executors.excludedHosts().contains(host);
    }

    /** Whether it would have room once everything has ended that is not the application's own. */
    boolean mayOnceHold(Request request) {
      if (request instanceof Driver driver) {
        return Stream.concat(Stream.of(driver.each()), driver.executors().stream())
            .anyMatch(part -> part.fitsIn(capacity));
      }
      Resources own = held.getOrDefault(request.attempt().application(), NOTHING);
      return isAllowed(request) && request.each().plus(own).fitsIn(capacity);
    }

    void take(Request request) {
      free = free.minus(request.each());
      containers.merge(request.attempt().application(), 1, Integer::sum);
      held.merge(request.attempt().application(), request.each(), Resources::plus);
    }

    void close() {
      free = NOTHING;
    }
  }
}
