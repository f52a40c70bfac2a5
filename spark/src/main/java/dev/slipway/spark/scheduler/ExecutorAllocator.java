package dev.slipway.spark.scheduler;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.ExitInfo;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.driver.Demand;
import dev.slipway.api.driver.ExecutorId;
import dev.slipway.api.driver.ExecutorObservation;
import dev.slipway.api.driver.ExecutorProvider;
import dev.slipway.api.driver.ProfileId;
import dev.slipway.api.driver.ReleaseReason;
import dev.slipway.spark.scheduler.LiveExecutors.Live;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Turns Spark's wishes and executors' lives into totals for the manager: within {@code
 * spark.cores.max}, replacing what exited, pausing when executors die young, giving up when too
 * many failed. It decides; the back end and the provider act.
 *
 * <p>Confined to one thread. Time comes from its clock; {@link #tick} must be called about once a
 * second so that a pause ends.
 */
final class ExecutorAllocator {
  private static final Comparator<ProfileId> ORDER = Comparator.comparingInt(ProfileId::number);

  private final ExecutorProvider provider;
  private final AllocationLimits limits;
  private final Clock clock;
  private final Consumer<SlipwayException> giveUp;
  private final ExecutorFailures failures;
  private final LiveExecutors live = new LiveExecutors();
  private final Map<ProfileId, Integer> coresOf = new HashMap<>();

  private SortedMap<ProfileId, Wish> wishes = new TreeMap<>(ORDER);
  private Set<String> excludedHosts = Set.of();
  private Map<ProfileId, Demand> sent = Map.of();
  private long generation;
  // Something is gone since the last want: only a new one has it replaced.
  private boolean replace;

  /**
   * @param giveUp told once that the application cannot go on
   */
  ExecutorAllocator(
      ExecutorProvider provider,
      AllocationLimits limits,
      Clock clock,
      Consumer<SlipwayException> giveUp) {
    this.provider = provider;
    this.limits = limits;
    this.clock = clock;
    this.giveUp = giveUp;
    this.failures = new ExecutorFailures(limits, clock);
  }

  /** Spark's newest wishes; a profile left out is wanted zero times. */
  void request(Map<ProfileId, Wish> newest) {
    wishes = new TreeMap<>(ORDER);
    wishes.putAll(newest);
    newest.forEach((profile, wish) -> coresOf.put(profile, wish.recipe().cores()));
    update();
  }

  void exclude(Set<String> hosts) {
    excludedHosts = Set.copyOf(hosts);
    update();
  }

  /** One that was there before this driver asked: early, or from before a crash. */
  void found(ExecutorObservation executor) {
    Wish wish = wishes.get(executor.profile());
    if (wish == null || !wish.recipe().hash().equals(executor.recipeHash())) {
      provider.release(executor.id(), ReleaseReason.WRONG_RECIPE);
      replace = true;
      update();
    } else if (live.counts().getOrDefault(executor.profile(), 0) >= wish.count()) {
      // Its code wants fewer than its submission let expect.
      provider.release(executor.id(), ReleaseReason.UNNEEDED);
    } else if (executor.state().holdsResources()) {
      allocated(executor);
    }
  }

  /** One that the manager gave. */
  void allocated(ExecutorObservation executor) {
    live.add(executor);
    if (coresHeld() > limits.maxCores()) {
      // Given for a total that was lowered meanwhile.
      release(executor.id(), ReleaseReason.UNNEEDED);
    }
  }

  void registered(ExecutorId id) {
    if (live.register(id, clock.instant())) {
      failures.registered();
    }
  }

  /** It is being decommissioned: that it ends is no failure. Whether that is news. */
  boolean draining(ExecutorId id) {
    return live.drain(id);
  }

  void exited(ExecutorId id, ExitInfo exit) {
    Optional<Live> gone = live.remove(id);
    replace = true;
    gone.filter(one -> !one.draining()).ifPresent(one -> judge(one, exit));
    update();
  }

  /** Gives one back; Spark has let go of it, or lost it. */
  void release(ExecutorId id, ReleaseReason why) {
    provider.release(id, why);
    Optional<Live> gone = live.remove(id);
    if (gone.isPresent()) {
      replace = true;
      gone.filter(one -> why == ReleaseReason.LOST).ifPresent(this::pace);
      update();
    }
  }

  /** Ends a pause that is over. */
  void tick() {
    update();
  }

  private void judge(Live gone, ExitInfo exit) {
    pace(gone);
    if (isFailure(gone, exit)) {
      failures.failed(gone.registered().isPresent());
      if (failures.tooMany()) {
        giveUp.accept(tooManyFailures(gone, exit));
      }
    }
  }

  private void pace(Live gone) {
    Instant young = clock.instant().minus(ExecutorFailures.YOUNG);
    if (gone.registered().filter(since -> since.isBefore(young)).isPresent()) {
      failures.diedOld();
    } else {
      failures.diedYoung();
    }
  }

  // Code 0 after registering is an end that somebody asked for; before, it is a JVM that never ran.
  private static boolean isFailure(Live gone, ExitInfo exit) {
    boolean clean = exit.code().filter(code -> code == 0).isPresent();
    return exit.blame() == ExitInfo.Blame.APPLICATION && !(clean && gone.registered().isPresent());
  }

  private SlipwayException tooManyFailures(Live gone, ExitInfo exit) {
    String where = gone.host().isEmpty() ? "" : " on " + gone.host();
    String log = provider.logLocation(gone.id()).map(at -> "read its log, " + at + "; ").orElse("");
    return new SlipwayException(
        ErrorCode.EXECUTORS_FAILING,
        failures.count()
            + " executors failed; the last one, executor "
            + gone.id()
            + where
            + ", "
            + exit.detail(),
        log + "mend the cause, or raise spark.executor.maxNumFailures");
  }

  // Within a pause nothing is asked for, so that nothing is replaced; what is pending stays so.
  private void update() {
    if (failures.pausing()) {
      return;
    }
    Map<ProfileId, Demand> totals = totals();
    if (replace || !totals.equals(sent)) {
      replace = false;
      sent = totals;
      provider.want(++generation, totals);
    }
  }

  private Map<ProfileId, Demand> totals() {
    Map<ProfileId, Integer> alive = live.counts();
    SortedMap<ProfileId, CoreBudget.Share> shares = new TreeMap<>(ORDER);
    alive.forEach(
        (profile, count) -> shares.put(profile, new CoreBudget.Share(0, count, cores(profile))));
    wishes.forEach(
        (profile, wish) ->
            shares.put(
                profile,
                new CoreBudget.Share(
                    wish.count(), alive.getOrDefault(profile, 0), cores(profile))));
    Map<ProfileId, Integer> granted = CoreBudget.totals(limits.maxCores(), shares);
    Map<ProfileId, Demand> totals = new TreeMap<>(ORDER);
    wishes.forEach(
        (profile, wish) -> totals.put(profile, demand(wish, granted.getOrDefault(profile, 0))));
    return totals;
  }

  private int cores(ProfileId profile) {
    return coresOf.getOrDefault(profile, 1);
  }

  private Demand demand(Wish wish, int count) {
    return new Demand(count, wish.recipe(), wish.localTasksByHost(), excludedHosts);
  }

  private long coresHeld() {
    return live.counts().entrySet().stream()
        .mapToLong(entry -> (long) entry.getValue() * cores(entry.getKey()))
        .sum();
  }
}
