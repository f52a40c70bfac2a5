package dev.slipway.standalone.server;

import dev.slipway.api.ContainerMemory;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.Resources;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.driver.Demand;
import dev.slipway.api.driver.ExecutorRecipe;
import dev.slipway.api.driver.ProfileId;
import dev.slipway.launch.DriverSize;
import dev.slipway.link.ServerMessage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Gives what is free to who waits for it, by the scheduler's decision. Confined to one thread. */
final class Placing {
  private final Ledger ledger;
  private final Containers containers;
  private final Duration patience;
  private final Clock clock;

  /**
   * @param patience a request that has waited for so long is overtaken no more
   */
  Placing(Ledger ledger, Containers containers, Duration patience, Clock clock) {
    this.ledger = ledger;
    this.containers = containers;
    this.patience = patience;
    this.clock = clock;
  }

  void placeExecutors() {
    if (asking().isEmpty()) {
      return;
    }
    for (Scheduler.Placement placement : decide()) {
      Application application = ledger.application(placement.request().attempt());
      Node node = ledger.node(placement.node());
      if (placement.request() instanceof Scheduler.Executors executors
          && application != null
          && node != null) {
        ExecutorRecipe recipe = application.demand(executors.profile()).orElseThrow().recipe();
        application.placed(executors.profile(), clock.instant());
        containers.start(application, executors.profile(), recipe, node);
      }
    }
  }

  void placeDrivers(BiConsumer<Submitted, Node> start) {
    if (waiting().isEmpty()) {
      return;
    }
    for (Scheduler.Placement placement : decide()) {
      Submitted application = ledger.submitted(placement.request().attempt().application());
      Node node = ledger.node(placement.node());
      if (placement.request() instanceof Scheduler.Driver && application != null && node != null) {
        start.accept(application, node);
      }
    }
  }

  /** Says so, once for each recipe, when no node could ever hold what an application wants. */
  void refuseWhatNeverFits(Application application) {
    List<Node> nodes = usable();
    for (ProfileId profile : application.pending().keySet()) {
      ExecutorRecipe recipe = application.demand(profile).orElseThrow().recipe();
      boolean fits = nodes.stream().anyMatch(node -> recipe.resources().fitsIn(node.capacity));
      if (!fits && !nodes.isEmpty() && application.refuse(recipe.hash())) {
        SlipwayException why =
            neverFits("an executor", recipe.cores(), recipe.memory(), "executor");
        application.send(new ServerMessage.Rejected(profile, ServerMessage.Problem.of(why)));
      }
    }
  }

  /**
   * @throws SlipwayException NEVER_FITS, when the cluster could not hold the driver and the least
   *     of executors even if it were empty
   */
  void refuseWhatNeverFits(Submitted application) {
    List<Node> nodes = usable();
    if (nodes.isEmpty()) {
      return;
    }
    refuseAlone("a driver", "driver", application.driverSize);
    if (application.leastExecutors > 0) {
      refuseAlone("an executor", "executor", application.executorSize);
    }
    List<Scheduler.Offer> empty =
        nodes.stream().map(node -> offer(node, node.capacity, List.of())).toList();
    List<Resources> executors =
        Collections.nCopies(application.leastExecutors, application.executorSize.resources());
    Scheduler.Driver whole =
        new Scheduler.Driver(
            application.attempt(), application.driverSize.resources(), executors, false);
    if (Scheduler.place(empty, List.of(), List.of(whole)).isEmpty()) {
      throw new SlipwayException(
          ErrorCode.NEVER_FITS,
          "a driver of "
              + application.driverSize.resources()
              + " and "
              + (executors.size() == 1 ? "an executor" : executors.size() + " executors")
              + " of "
              + application.executorSize.resources()
              + " will never fit together: the cluster has "
              + String.join(
                  ", ", nodes.stream().map(node -> node.id + " (" + node.capacity + ")").toList()),
          "ask for less (spark.driver.cores, spark.driver.memory, spark.executor.memory, spark.executor.cores,"
              + " spark.dynamicAllocation.minExecutors) or add a node");
    }
  }

  private void refuseAlone(String what, String key, DriverSize size) {
    if (usable().stream().noneMatch(node -> size.resources().fitsIn(node.capacity))) {
      throw neverFits(what, size.cores(), size.memory(), key);
    }
  }

  private SlipwayException neverFits(String what, int cores, ContainerMemory memory, String key) {
    Comparator<Resources> size =
        Comparator.comparing(Resources::memory).thenComparingInt(Resources::cores);
    Node largest =
        usable().stream()
            .max(Comparator.comparing((Node node) -> node.capacity, size))
            .orElseThrow();
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

  /**
   * Everybody's wishes in the order of arrival, drivers' and executors' alike. But the first
   * executor of a driver that runs comes before all: until it has one it only holds room.
   */
  private List<Scheduler.Placement> decide() {
    Instant now = clock.instant();
    List<Scheduler.Request> first = new ArrayList<>();
    List<Scheduler.Request> others = new ArrayList<>();
    for (Application application : asking()) {
      boolean isFirst = isWithoutExecutor(ledger.submitted(application.id));
      for (Map.Entry<ProfileId, Application.Pending> lack : application.pending().entrySet()) {
        Scheduler.Executors all = request(application, lack.getKey(), lack.getValue(), now);
        if (isFirst) {
          first.add(all.of(1));
          isFirst = false;
          all = all.of(all.count() - 1);
        }
        others.add(all);
      }
    }
    waiting().forEach(application -> others.add(request(application, now)));
    // Ids begin with the time of arrival.
    others.sort(Comparator.comparing(request -> request.attempt().application()));
    first.addAll(others);
    return Scheduler.place(offers(), owed(), first);
  }

  private List<Application> asking() {
    Instant now = clock.instant();
    return ledger.applications().stream()
        .filter(application -> application.mayBeGiven() && !application.pending().isEmpty())
        .filter(application -> !application.scheduleFrom.isAfter(now))
        .filter(application -> !isDriverless(application))
        .toList();
  }

  /** Its executors came with its driver, which is to be placed again: that one is first. */
  private boolean isDriverless(Application application) {
    Submitted submitted = ledger.submitted(application.id);
    return submitted != null && submitted.isWaiting();
  }

  private List<Submitted> waiting() {
    Instant now = clock.instant();
    return ledger.submitted().stream()
        .filter(application -> application.isWaiting() && application.isDue(now))
        .toList();
  }

  /** The first executors of drivers that run without any. */
  private List<Resources> owed() {
    return ledger.submitted().stream()
        .filter(this::isWithoutExecutor)
        .map(application -> application.executorSize.resources())
        .toList();
  }

  private boolean isWithoutExecutor(@Nullable Submitted application) {
    if (application == null
        || application.isOver()
        || application.isWaiting()
        || application.leastExecutors == 0) {
      return false;
    }
    Application context = ledger.application(application.attempt());
    return context == null
        || (context.stage == Application.Stage.LIVE && context.alive().isEmpty());
  }

  private Scheduler.Driver request(Submitted application, Instant now) {
    Application context = ledger.application(application.attempt());
    boolean needsNone =
        application.leastExecutors == 0 || (context != null && !context.alive().isEmpty());
    List<Resources> executor =
        needsNone ? List.of() : List.of(application.executorSize.resources());
    return new Scheduler.Driver(
        application.attempt(),
        application.driverSize.resources(),
        executor,
        isOverdue(application.waitsSince(), now));
  }

  private Scheduler.Executors request(
      Application application, ProfileId profile, Application.Pending pending, Instant now) {
    Demand demand = application.demand(profile).orElseThrow();
    return new Scheduler.Executors(
        application.attempt,
        profile,
        pending.count(),
        demand.recipe().resources(),
        demand.excludedHosts(),
        demand.localTasksByHost(),
        isOverdue(pending.since(), now));
  }

  private boolean isOverdue(Instant since, Instant now) {
    return !since.plus(patience).isAfter(now);
  }

  private List<Node> usable() {
    return ledger.nodes().stream().filter(node -> !node.isDrained()).toList();
  }

  private List<Scheduler.Offer> offers() {
    return usable().stream()
        .filter(Node::isReady)
        .map(node -> offer(node, ledger.free(node), ledger.containersOn(node)))
        .toList();
  }

  private static Scheduler.Offer offer(Node node, Resources free, List<Container> there) {
    Map<String, Integer> count = new HashMap<>();
    Map<String, Resources> held = new HashMap<>();
    for (Container container : there) {
      count.merge(container.identity.application(), 1, Integer::sum);
      held.merge(container.identity.application(), container.identity.resources(), Resources::plus);
    }
    return new Scheduler.Offer(node.id, node.host, node.capacity, free, count, held);
  }
}
