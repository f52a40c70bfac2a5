package dev.slipway.standalone.server;

import dev.slipway.api.ContainerMemory;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.Resources;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.driver.Demand;
import dev.slipway.api.driver.ExecutorRecipe;
import dev.slipway.api.driver.ProfileId;
import dev.slipway.standalone.driver.ServerMessage;
import dev.slipway.standalone.node.Attempt;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/** Gives what is free to who waits for it, by the scheduler's decision. Confined to one thread. */
final class Placing {
  private final Ledger ledger;
  private final Containers containers;
  private final Clock clock;

  Placing(Ledger ledger, Containers containers, Clock clock) {
    this.ledger = ledger;
    this.containers = containers;
    this.clock = clock;
  }

  void place() {
    List<Scheduler.Request> requests = requests();
    if (requests.isEmpty()) {
      return;
    }
    for (Scheduler.Placement placement : Scheduler.place(offers(), requests)) {
      Application application = ledger.application(placement.application());
      Node node = ledger.node(placement.node());
      if (application != null && node != null) {
        ExecutorRecipe recipe = application.demand(placement.profile()).orElseThrow().recipe();
        application.placed(placement.profile());
        containers.start(application, placement.profile(), recipe, node);
      }
    }
  }

  /** Says so, once for each recipe, when no node could ever hold what an application wants. */
  void refuseWhatNeverFits(Application application) {
    List<Node> nodes = ledger.nodes();
    for (ProfileId profile : application.pending().keySet()) {
      ExecutorRecipe recipe = application.demand(profile).orElseThrow().recipe();
      boolean fits = nodes.stream().anyMatch(node -> recipe.resources().fitsIn(node.capacity));
      if (!fits && !nodes.isEmpty() && application.refuse(recipe.hash())) {
        SlipwayException why = neverFits(recipe, nodes);
        application.send(new ServerMessage.Rejected(profile, ServerMessage.Problem.of(why)));
      }
    }
  }

  /**
   * @throws SlipwayException NEVER_FITS
   */
  void refuseDriverThatNeverFits(DriverSize driver) {
    List<Node> nodes = ledger.nodes();
    if (!nodes.isEmpty()
        && nodes.stream().noneMatch(node -> driver.resources().fitsIn(node.capacity))) {
      throw neverFits("a driver", driver.cores(), driver.memory(), "driver", nodes);
    }
  }

  /**
   * First come, first served. A driver starts only where room is left for one executor of its own
   * and of each driver that has none yet: drivers that fill a cluster would wait for executors for
   * ever. On a cluster where nothing runs it starts in any case: it may need none.
   */
  void placeDrivers(List<Submitted> waiting, BiConsumer<Submitted, Node> start) {
    for (Submitted application : waiting) {
      List<Scheduler.Request> wanted = new ArrayList<>();
      wanted.add(one(application.attempt(), DriverSize.of(application.spec)));
      ledger.submitted().stream()
          .filter(each -> each == application || hasNoExecutor(each))
          .forEach(each -> wanted.add(one(each.attempt(), DriverSize.ofExecutor(each.spec))));
      List<Scheduler.Offer> offers = offers();
      List<Scheduler.Placement> placements = Scheduler.place(offers, wanted);
      boolean idle = ledger.nodes().stream().allMatch(node -> ledger.containersOn(node).isEmpty());
      if (placements.size() < wanted.size() && idle) {
        placements = Scheduler.place(offers, wanted.subList(0, 1));
      } else if (placements.size() < wanted.size()) {
        return;
      }
      Node node = placements.isEmpty() ? null : ledger.node(placements.get(0).node());
      if (node == null) {
        return;
      }
      start.accept(application, node);
    }
  }

  private boolean hasNoExecutor(Submitted application) {
    Application context = ledger.application(application.attempt());
    return !application.isOver()
        && !application.isWaiting()
        && (context == null || context.containers.isEmpty());
  }

  private static Scheduler.Request one(Attempt application, DriverSize size) {
    return new Scheduler.Request(
        application, new ProfileId(0), 1, size.resources(), Set.of(), Map.of());
  }

  private static SlipwayException neverFits(ExecutorRecipe recipe, List<Node> nodes) {
    return neverFits("an executor", recipe.cores(), recipe.memory(), "executor", nodes);
  }

  private static SlipwayException neverFits(
      String what, int cores, ContainerMemory memory, String key, List<Node> nodes) {
    Comparator<Resources> size =
        Comparator.comparing(Resources::memory).thenComparingInt(Resources::cores);
    Node largest =
        nodes.stream().max(Comparator.comparing((Node node) -> node.capacity, size)).orElseThrow();
    return new SlipwayException(
        ErrorCode.NEVER_FITS,
        what
            + " of "
            + cores
            + (cores == 1 ? " core and " : " cores and ")
            + memory.describe()
            + " will never fit: the largest node, "
            + largest.id
            + ", has "
            + largest.capacity,
        "ask for less (spark." + key + ".memory, spark." + key + ".cores) or add a larger node");
  }

  private List<Scheduler.Request> requests() {
    Instant now = clock.instant();
    List<Scheduler.Request> requests = new ArrayList<>();
    for (Application application : ledger.applications()) {
      if (application.stage == Application.Stage.LIVE
          && application.peer != null
          && !application.scheduleFrom.isAfter(now)) {
        application
            .pending()
            .forEach((profile, count) -> requests.add(request(application, profile, count)));
      }
    }
    return requests;
  }

  private static Scheduler.Request request(Application application, ProfileId profile, int count) {
    Optional<Demand> demand = application.demand(profile);
    return new Scheduler.Request(
        application.attempt,
        profile,
        count,
        demand.orElseThrow().recipe().resources(),
        demand.orElseThrow().excludedHosts(),
        demand.orElseThrow().localTasksByHost());
  }

  private List<Scheduler.Offer> offers() {
    return ledger.nodes().stream().filter(Node::isReady).map(this::offer).toList();
  }

  private Scheduler.Offer offer(Node node) {
    Map<Attempt, Integer> executors = new HashMap<>();
    ledger
        .containersOn(node)
        .forEach(container -> executors.merge(container.identity.of(), 1, Integer::sum));
    return new Scheduler.Offer(node.id, node.host, ledger.free(node), executors);
  }
}
