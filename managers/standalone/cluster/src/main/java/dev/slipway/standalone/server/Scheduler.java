package dev.slipway.standalone.server;

import dev.slipway.api.Resources;
import dev.slipway.api.driver.ProfileId;
import dev.slipway.standalone.node.Attempt;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides which node gets which executor: a pure function. First come, first served over
 * applications; what an earlier one cannot use now is offered to the later ones.
 *
 * <p>Executors are spread: first to a host that waiting tasks would like, then to the node with the
 * fewest executors of the application, then to the one with the most free cores. Spread, because an
 * application then loses the least with a node, and gets the memory bandwidth and disks of all.
 */
final class Scheduler {
  /** What a node has left. */
  record Offer(String node, String host, Resources free, Map<Attempt, Integer> executorsByApp) {}

  /** What an application still wants of one profile. */
  record Request(
      Attempt application,
      ProfileId profile,
      int count,
      Resources each,
      Set<String> excludedHosts,
      Map<String, Integer> localTasksByHost) {}

  record Placement(Attempt application, ProfileId profile, String node) {}

  private Scheduler() {}

  /**
   * @param requests in the order of the applications' arrival
   * @return at most what was asked for, and never more of a node than it offers
   */
  static List<Placement> place(List<Offer> offers, List<Request> requests) {
    List<Spot> spots = offers.stream().map(Spot::new).toList();
    List<Placement> placements = new ArrayList<>();
    for (Request request : requests) {
      Map<String, Integer> wishes = new HashMap<>(request.localTasksByHost());
      for (int i = 0; i < request.count(); i++) {
        Spot best = best(spots, request, wishes);
        if (best == null) {
          break;
        }
        best.take(request);
        // Each executor there fulfils some of the wish: the next host has its turn.
        wishes.computeIfPresent(
            best.host, (host, tasks) -> tasks - Math.max(1, request.each().cores()));
        placements.add(new Placement(request.application(), request.profile(), best.node));
      }
    }
    return placements;
  }

  private static @Nullable Spot best(
      List<Spot> spots, Request request, Map<String, Integer> wishes) {
    return spots.stream()
        .filter(spot -> request.each().fitsIn(spot.free))
        .filter(spot -> !request.excludedHosts().contains(spot.host))
        .min(
            Comparator.<Spot>comparingInt(spot -> wishes.getOrDefault(spot.host, 0) > 0 ? 0 : 1)
                .thenComparingInt(spot -> spot.executors.getOrDefault(request.application(), 0))
                .thenComparingInt(spot -> -spot.free.cores())
                .thenComparing(spot -> spot.node))
        .orElse(null);
  }

  private static final class Spot {
    private final String node;
    private final String host;
    private final Map<Attempt, Integer> executors;
    private Resources free;

    Spot(Offer offer) {
      this.node = offer.node();
      this.host = offer.host();
      this.executors = new HashMap<>(offer.executorsByApp());
      this.free = offer.free();
    }

    void take(Request request) {
      free = free.minus(request.each());
      executors.merge(request.application(), 1, Integer::sum);
    }
  }
}
