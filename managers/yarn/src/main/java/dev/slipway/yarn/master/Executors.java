package dev.slipway.yarn.master;

import dev.slipway.api.ContainerState;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.ExitInfo;
import dev.slipway.api.JvmSpec;
import dev.slipway.api.JvmSpec.Placeholder;
import dev.slipway.api.Resources;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.driver.Demand;
import dev.slipway.api.driver.ExecutorId;
import dev.slipway.api.driver.ExecutorRecipe;
import dev.slipway.api.driver.ProfileId;
import dev.slipway.launch.Handover;
import dev.slipway.link.DriverMessage;
import dev.slipway.link.ServerMessage;
import dev.slipway.link.ServerMessage.ExecutorView;
import dev.slipway.link.ServerMessage.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The executors of one application: what its driver wants, what was asked of YARN, what is there.
 * Confined to the master's thread.
 */
final class Executors {
  private static final int MOST_HOSTS = 10;
  private static final Comparator<Map.Entry<String, Integer>> MOST_TASKS =
      Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
          .thenComparing(Map.Entry.comparingByKey());

  private final String application;
  private final String user;
  private final Resources largest;
  private final Set<String> neverHosts;
  private final Effects effects;
  private final Consumer<ServerMessage> driver;
  private final Supplier<String> secrets;

  private final Map<String, ExecutorContainer> executors = new LinkedHashMap<>();
  private final Map<String, ExecutorContainer> byContainer = new HashMap<>();
  private final Map<String, ExecutorRecipe> recipes = new HashMap<>();
  private final List<Ask> asks = new ArrayList<>();
  private Map<ProfileId, Demand> wanted = Map.of();
  private Set<String> excluded = Set.of();
  private long generation;
  private int lastId;
  private long lastExit;
  private long seenExits;

  /**
   * @param user in whose name logs are kept
   * @param largest container that this cluster gives
   * @param neverHosts {@code spark.yarn.exclude.nodes}
   * @param driver hears what changes; what it cannot hear it asks for when it is back
   * @param secrets a new one each time
   * @param lastId no executor has this id or a lower one: those of an earlier attempt had them, and
   *     a driver on its client's machine remembers them
   */
  Executors(
      String application,
      String user,
      Resources largest,
      Set<String> neverHosts,
      Effects effects,
      Consumer<ServerMessage> driver,
      Supplier<String> secrets,
      int lastId) {
    this.lastId = lastId;
    this.application = application;
    this.user = user;
    this.largest = largest;
    this.neverHosts = Set.copyOf(neverHosts);
    this.effects = effects;
    this.driver = driver;
    this.secrets = secrets;
    exclude(Set.of());
  }

  /** The driver's first, before it can say so itself. Whether it fits is its own to hear, later. */
  void early(Demand first) {
    if (fits(first)) {
      wanted = Map.of(new ProfileId(0), first);
      settle(0);
    }
  }

  /** A new SparkContext, or one that is back: what it says counts from the start again. */
  void listenAnew() {
    generation = 0;
  }

  void want(DriverMessage.Want want) {
    if (want.generation() <= generation) {
      return;
    }
    generation = want.generation();
    wanted = new HashMap<>(want.totals());
    wanted.forEach(
        (profile, demand) -> {
          if (demand.count() > 0 && !fits(demand)) {
            driver.accept(new ServerMessage.Rejected(profile, Problem.of(neverFits(demand))));
          }
        });
    wanted.values().removeIf(demand -> !fits(demand));
    exclude(excludedBy(want.totals().values()));
    seenExits = want.seen();
    settle(seenExits);
    executors.values().forEach(this::handOver);
  }

  /** Whether something is still to be given. */
  boolean isWaiting() {
    return !asks.isEmpty();
  }

  List<ExecutorView> views() {
    return executors.values().stream().map(ExecutorContainer::view).toList();
  }

  long lastExit() {
    return lastExit;
  }

  Optional<ExecutorContainer> find(ExecutorId id) {
    return Optional.ofNullable(executors.get(id.text()));
  }

  Optional<ExecutorContainer> in(String container) {
    return Optional.ofNullable(byContainer.get(container));
  }

  /**
   * @param node {@code host:port} of a NodeManager
   */
  List<ExecutorContainer> on(String node) {
    return executors.values().stream()
        .filter(each -> each.counts() && each.grant.node().equals(node))
        .toList();
  }

  /** Those that YARN will end, and that Spark is to empty before. */
  List<ExecutorContainer> leaving() {
    return executors.values().stream()
        .filter(each -> each.counts() && each.leaving.isPresent())
        .toList();
  }

  void granted(Grant grant) {
    Optional<Ask> met = met(grant);
    if (met.isEmpty()) {
      effects.giveBack(grant);
      return;
    }
    asks.remove(met.get());
    effects.withdraw(met.get());
    Demand demand = wanted.get(grant.profile());
    if (demand == null || excluded.contains(grant.host())) {
      effects.giveBack(grant);
      settle(seenExits);
      return;
    }
    ExecutorId id = ExecutorId.of(++lastId);
    ExecutorContainer made =
        new ExecutorContainer(
            id, grant.profile(), shared(demand.recipe()), grant, secrets.get(), user);
    executors.put(id.text(), made);
    byContainer.put(grant.id(), made);
    driver.accept(new ServerMessage.Allocated(made.view()));
    effects.start(made);
  }

  /** One for all that have the same: those that ended are remembered for long. */
  private ExecutorRecipe shared(ExecutorRecipe recipe) {
    return recipes.computeIfAbsent(recipe.hash(), same -> recipe);
  }

  /** Its process is there, or soon. */
  void started(String container) {
    in(container).filter(each -> each.state == ContainerState.ALLOCATED).ifPresent(this::runs);
  }

  /** It was told to end while it was being started. */
  private void runs(ExecutorContainer executor) {
    executor.state = ContainerState.RUNNING;
    if (executor.stopping.isPresent()) {
      effects.stop(executor);
    }
  }

  /** A JVM calls. Whether it is one of ours. */
  Optional<ExecutorContainer> calls(String secret, HandoverLine line) {
    Optional<ExecutorContainer> caller =
        executors.values().stream()
            .filter(each -> each.counts() && each.secret.equals(secret))
            .findFirst();
    caller.ifPresent(
        executor -> {
          executor.line = Optional.of(line);
          handOver(executor);
        });
    return caller;
  }

  void exited(String container, ExitInfo exit) {
    ExecutorContainer executor = byContainer.get(container);
    if (executor == null || !executor.isAlive()) {
      return;
    }
    executor.state = ContainerState.EXITED;
    executor.exitNumber = ++lastExit;
    ExitInfo told = executor.stopping.map(exit::asRequested).orElse(exit);
    executor.exit = Optional.of(told);
    executor.line.ifPresent(HandoverLine::hangUp);
    driver.accept(new ServerMessage.Exited(executor.id, told, lastExit));
  }

  /** What a driver still counts on, and nobody knows of. */
  void unheardOf(ExecutorId id) {
    driver.accept(
        new ServerMessage.Exited(
            id, ExitInfo.lost("it ended with an earlier application master"), ++lastExit));
  }

  void release(DriverMessage.Release release) {
    find(release.executor()).ifPresent(executor -> stop(executor, release.why().words()));
  }

  /** All of them, and none is wanted any more. */
  void stopAll(String why) {
    wanted = Map.of();
    settle(lastExit);
    List.copyOf(executors.values()).forEach(executor -> stop(executor, why));
  }

  private void stop(ExecutorContainer executor, String why) {
    if (executor.counts()) {
      executor.stopping = Optional.of(why);
      executor.line.ifPresent(HandoverLine::hangUp);
      if (executor.state == ContainerState.RUNNING) {
        effects.stop(executor);
      }
    }
  }

  /**
   * Asks for what is missing and takes back what is too much.
   *
   * @param seen exits above this number are not to be replaced yet
   */
  private void settle(long seen) {
    Set<ProfileId> profiles = new HashSet<>(wanted.keySet());
    asks.forEach(ask -> profiles.add(ask.profile()));
    for (ProfileId profile : profiles) {
      Demand demand = wanted.get(profile);
      int total = demand == null ? 0 : demand.count();
      long there =
          executors.values().stream()
              .filter(each -> each.profile.equals(profile))
              .filter(each -> each.counts() || each.exitNumber > seen)
              .count();
      ask(profile, Optional.ofNullable(demand), (int) Math.max(0, total - there));
    }
  }

  private void ask(ProfileId profile, Optional<Demand> demand, int count) {
    List<Ask> pending =
        new ArrayList<>(asks.stream().filter(ask -> ask.profile().equals(profile)).toList());
    Optional<Resources> each = demand.map(one -> one.recipe().resources());
    List<String> hosts = demand.map(this::hosts).orElse(List.of());
    // Asked for with other settings, by a submission that its code contradicts; or for tasks that
    // are over, and others would like to run elsewhere.
    List<Ask> obsolete =
        pending.stream()
            .filter(
                ask ->
                    !each.equals(Optional.of(ask.resources()))
                        || !Set.copyOf(ask.hosts()).equals(Set.copyOf(hosts)))
            .toList();
    pending.removeAll(obsolete);
    obsolete.forEach(this::takeBack);
    while (pending.size() > count) {
      takeBack(pending.remove(pending.size() - 1));
    }
    for (int i = pending.size(); i < count; i++) {
      demand.ifPresent(
          one -> {
            Ask made = new Ask(profile, one.recipe().resources(), hosts);
            asks.add(made);
            effects.ask(made);
          });
    }
  }

  private void takeBack(Ask ask) {
    asks.remove(ask);
    effects.withdraw(ask);
  }

  /** Those with the most tasks that would like to run there. */
  private List<String> hosts(Demand demand) {
    return demand.localTasksByHost().entrySet().stream()
        .filter(entry -> !excluded.contains(entry.getKey()))
        .sorted(MOST_TASKS)
        .limit(MOST_HOSTS)
        .map(Map.Entry::getKey)
        .toList();
  }

  private Optional<Ask> met(Grant grant) {
    List<Ask> candidates =
        asks.stream()
            .filter(ask -> ask.profile().equals(grant.profile()))
            .filter(ask -> ask.resources().equals(grant.resources()))
            .toList();
    return candidates.stream()
        .filter(ask -> ask.hosts().contains(grant.host()))
        .findFirst()
        .or(() -> candidates.stream().findFirst());
  }

  private void handOver(ExecutorContainer executor) {
    Optional<JvmSpec> jvm =
        Optional.ofNullable(wanted.get(executor.profile))
            .map(Demand::recipe)
            .filter(recipe -> recipe.hash().equals(executor.recipe.hash()))
            .map(ExecutorRecipe::jvm)
            .filter(spec -> !spec.arguments().isEmpty());
    if (jvm.isPresent() && executor.counts() && executor.line.isPresent()) {
      Map<Placeholder, String> values =
          Map.of(
              Placeholder.EXECUTOR_ID, executor.id.text(),
              Placeholder.HOSTNAME, executor.grant.host(),
              Placeholder.APP_ID, application);
      executor.line.get().answer(Handover.of(jvm.get().resolve(values), logs(executor)));
      executor.line = Optional.empty();
    }
  }

  private static Map<String, String> logs(ExecutorContainer executor) {
    Map<String, String> logs = new HashMap<>();
    for (String stream : List.of("stdout", "stderr")) {
      logs.put(stream, executor.log() + "/" + stream + "?start=-4096");
    }
    return logs;
  }

  private void exclude(Set<String> hosts) {
    Set<String> all = new HashSet<>(neverHosts);
    all.addAll(hosts);
    if (!all.equals(excluded)) {
      excluded = Set.copyOf(all);
      effects.exclude(excluded);
    }
  }

  private static Set<String> excludedBy(Collection<Demand> demands) {
    Set<String> hosts = new HashSet<>();
    demands.forEach(demand -> hosts.addAll(demand.excludedHosts()));
    return hosts;
  }

  private boolean fits(Demand demand) {
    return demand.recipe().resources().fitsIn(largest);
  }

  private SlipwayException neverFits(Demand demand) {
    return new SlipwayException(
        ErrorCode.NEVER_FITS,
        "no container of this YARN holds an executor of "
            + demand.recipe().cores()
            + " cores and "
            + demand.recipe().memory().describe()
            + "; the largest has "
            + largest.cores()
            + " cores and "
            + largest.memory(),
        "lower spark.executor.memory or spark.executor.cores, or raise"
            + " yarn.scheduler.maximum-allocation-mb or -vcores");
  }

  /** Those that ended long ago, so that there is no end of them. */
  void forgetOldest(int most) {
    Iterator<ExecutorContainer> oldest = executors.values().iterator();
    while (executors.size() > most && oldest.hasNext()) {
      ExecutorContainer each = oldest.next();
      if (!each.isAlive()) {
        oldest.remove();
        byContainer.remove(each.grant.id());
      }
    }
  }
}
