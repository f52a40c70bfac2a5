package dev.slipway.spark.scheduler;

import dev.slipway.api.ContainerState;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.ExitInfo;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.driver.ExecutorEvents;
import dev.slipway.api.driver.ExecutorId;
import dev.slipway.api.driver.ExecutorObservation;
import dev.slipway.api.driver.ExecutorProvider;
import dev.slipway.api.driver.ProfileId;
import dev.slipway.api.driver.ReleaseReason;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.scheduler.ExecutorLossReason;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what Spark knows of its executors and what their manager knows of them in step. Everything
 * happens on one thread, in the order it was heard; every method returns at once.
 */
final class ExecutorKeeper implements ExecutorEvents, AutoCloseable {
  /** How long a lost executor's tasks wait for the manager to say what became of it. */
  static final long EXPLAIN_SECONDS = 5;

  private static final Logger LOG = LoggerFactory.getLogger(ExecutorKeeper.class);

  private final SparkSide spark;
  private final ExecutorProvider provider;
  private final ExecutorAllocator allocator;
  private final KeeperThread thread;
  // Lost, and their manager has been asked why.
  private final Set<ExecutorId> unexplained = new HashSet<>();
  // Spark has been told of their end: once each.
  private final Set<ExecutorId> removed = new HashSet<>();
  // Decommissioned by the manager, where Spark's executors do not leave by themselves.
  private final Set<ExecutorId> draining = new HashSet<>();
  private final boolean executorsDrainThemselves;

  /**
   * @param executorsDrainThemselves {@code spark.decommission.enabled}
   */
  ExecutorKeeper(
      SparkSide spark,
      ExecutorProvider provider,
      AllocationLimits limits,
      Clock clock,
      boolean executorsDrainThemselves) {
    this.spark = spark;
    this.provider = provider;
    this.allocator = new ExecutorAllocator(provider, limits, clock, spark::fail);
    this.executorsDrainThemselves = executorsDrainThemselves;
    this.thread = new KeeperThread("slipway-executors");
  }

  /** Begins to look after them, with those that are there already. */
  void start(List<ExecutorObservation> found) {
    thread.run(
        () -> found.stream().filter(seen -> !seen.state().isFinal()).forEach(allocator::found));
    thread.everySecond(this::tick);
  }

  void request(Map<ProfileId, Wish> wishes) {
    thread.run(() -> allocator.request(wishes));
  }

  /** Spark is done with it. */
  void kill(ExecutorId id) {
    thread.run(() -> allocator.release(id, ReleaseReason.UNNEEDED));
  }

  /** Its connection is gone; Spark has taken it off its offers and waits for the reason. */
  void disconnected(ExecutorId id) {
    thread.run(
        () -> {
          allocator.registered(id);
          if (!removed.contains(id) && unexplained.add(id)) {
            provider
                .explain(id)
                .whenComplete((seen, failure) -> thread.run(() -> explained(id, seen)));
            thread.afterSeconds(EXPLAIN_SECONDS, () -> explained(id, null));
          }
        });
  }

  @Override
  public void allocated(ExecutorObservation executor) {
    thread.run(() -> allocator.allocated(executor));
  }

  @Override
  public void rejected(ProfileId profile, SlipwayException failure) {
    thread.run(
        () -> {
          if (failure.code() == ErrorCode.NEVER_FITS) {
            spark.fail(failure);
          } else {
            LOG.warn(
                "No executor for resource profile {}: {}", profile.number(), failure.problem());
          }
        });
  }

  @Override
  public void exited(ExecutorId id, ExitInfo exit) {
    thread.run(
        () -> {
          LOG.info("Executor {}: {}", id, exit.detail());
          boolean registered = spark.registered().contains(id);
          if (registered) {
            allocator.registered(id);
          }
          if (unexplained.remove(id) || registered) {
            remove(id, LossReasons.of(exit));
          }
          draining.remove(id);
          allocator.exited(id, exit);
        });
  }

  @Override
  public void reachability(ExecutorId id, boolean reachable) {
    thread.run(
        () -> LOG.warn("The node of executor {} {}", id, reachable ? "is back" : "went silent"));
  }

  @Override
  public void decommission(ExecutorId id, String why) {
    thread.run(
        () -> {
          if (!allocator.draining(id)) {
            return; // managers say it again while they wait
          }
          LOG.info("Executor {} is to leave: {}", id, why);
          if (!spark.registered().contains(id)) {
            // Spark does not know it yet, and it has no tasks.
            allocator.release(id, ReleaseReason.DECOMMISSIONED);
            return;
          }
          spark.decommission(id, why);
          if (!executorsDrainThemselves) {
            draining.add(id);
          }
        });
  }

  @Override
  public void fatal(SlipwayException failure) {
    thread.run(() -> spark.fail(failure));
  }

  /** Ends the thread; what is reported afterwards is dropped. Does not close the provider. */
  @Override
  public void close() {
    thread.close();
  }

  private void explained(ExecutorId id, @Nullable ExecutorObservation seen) {
    if (!unexplained.remove(id)) {
      return;
    }
    boolean exited = seen != null && seen.state() == ContainerState.EXITED;
    remove(id, seen == null ? LossReasons.unexplained() : LossReasons.of(seen));
    if (!exited) {
      allocator.release(id, ReleaseReason.LOST);
    }
  }

  private void remove(ExecutorId id, ExecutorLossReason why) {
    if (removed.add(id)) {
      spark.remove(id, why);
    }
  }

  private void tick() {
    spark.registered().forEach(allocator::registered);
    allocator.exclude(spark.excludedHosts());
    for (ExecutorId id : List.copyOf(draining)) {
      if (!spark.isBusy(id)) {
        draining.remove(id);
        allocator.release(id, ReleaseReason.DECOMMISSIONED);
      }
    }
    allocator.tick();
  }
}
