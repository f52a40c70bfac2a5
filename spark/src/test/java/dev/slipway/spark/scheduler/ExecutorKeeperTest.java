package dev.slipway.spark.scheduler;

import static dev.slipway.spark.scheduler.RecordingProvider.recipe;
import static dev.slipway.spark.scheduler.RecordingProvider.running;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.api.ContainerState;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.ExitInfo;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.driver.ExecutorId;
import dev.slipway.api.driver.ExecutorObservation;
import dev.slipway.api.driver.ProfileId;
import dev.slipway.api.driver.ReleaseReason;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.scheduler.ExecutorExited;
import org.apache.spark.scheduler.ExecutorLossReason;
import org.apache.spark.scheduler.ExecutorProcessLost;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ExecutorKeeperTest {
  private static final ExecutorId ONE = ExecutorId.of(1);
  private static final ProfileId DEFAULT = new ProfileId(0);

  private final RecordingProvider provider = new RecordingProvider();
  private final FakeSpark spark = new FakeSpark();
  private final ExecutorKeeper keeper =
      new ExecutorKeeper(
          spark,
          provider,
          new AllocationLimits(Long.MAX_VALUE, 9, Optional.empty(), 9),
          Clock.systemUTC(),
          false);

  @BeforeEach
  void oneExecutor() {
    keeper.request(Map.of(DEFAULT, new Wish(1, recipe(1), Map.of())));
    keeper.start(List.of());
    keeper.allocated(running(1, 0, 1));
    spark.registered.add(ONE);
  }

  @AfterEach
  void stop() {
    keeper.close();
  }

  @Test
  void lostExecutorsReasonIsWhatTheManagerSays() {
    keeper.disconnected(ONE);
    provider.explanation.complete(seen(ContainerState.EXITED, Optional.of(ExitInfo.exited(137))));
    ExecutorExited reason = (ExecutorExited) onlyRemoval();
    assertThat(reason.exitCode()).isEqualTo(137);
    assertThat(reason.exitCausedByApp()).isTrue();
    assertThat(provider.released).isEmpty();
  }

  @Test
  void unknownIsNobodysFaultAndGivenBack() {
    keeper.disconnected(ONE);
    provider.explanation.complete(seen(ContainerState.UNKNOWN, Optional.empty()));
    ExecutorProcessLost reason = (ExecutorProcessLost) onlyRemoval();
    assertThat(reason.causedByApp()).isFalse();
    await().until(() -> provider.released.containsKey(ONE));
    assertThat(provider.released).containsEntry(ONE, ReleaseReason.LOST);
  }

  @Test
  void silentManagerIsWaitedForFiveSecondsOnly() {
    long before = System.nanoTime();
    keeper.disconnected(ONE);
    await().atMost(Duration.ofSeconds(10)).until(() -> !spark.removals.isEmpty());
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofSeconds(4));
    assertThat(((ExecutorProcessLost) onlyRemoval()).causedByApp()).isFalse();
  }

  @Test
  void sparkIsToldOnceWhicheverNewsComesFirst() {
    keeper.exited(ONE, ExitInfo.lost("its node is gone"));
    keeper.disconnected(ONE);
    keeper.exited(ONE, ExitInfo.lost("its node is gone"));
    provider.explanation.complete(seen(ContainerState.UNKNOWN, Optional.empty()));
    ExecutorProcessLost reason = (ExecutorProcessLost) onlyRemoval();
    assertThat(reason.causedByApp()).isFalse();
    assertThat(reason.message()).isEqualTo("its node is gone");
    settle();
    assertThat(spark.removals).hasSize(1);
  }

  @Test
  void executorsOwnHeartbeatExitIsNotTheApplicationsFault() {
    keeper.exited(ONE, ExitInfo.exited(56));
    assertThat(((ExecutorExited) onlyRemoval()).exitCausedByApp()).isFalse();
  }

  @Test
  void onlyADemandThatNeverFitsEndsTheApplication() {
    keeper.rejected(DEFAULT, new SlipwayException(ErrorCode.CONFLICT, "no room", "wait"));
    keeper.rejected(DEFAULT, new SlipwayException(ErrorCode.NEVER_FITS, "too large", "shrink"));
    await().until(() -> !spark.failures.isEmpty());
    assertThat(spark.failures)
        .extracting(SlipwayException::code)
        .containsExactly(ErrorCode.NEVER_FITS);
  }

  @Test
  void decommissionedExecutorIsReleasedWhenItsTasksAreDone() {
    spark.busy.add(ONE);
    keeper.decommission(ONE, "node drains");
    await().until(() -> spark.decommissioned.contains(ONE));
    settle();
    assertThat(provider.released).isEmpty();
    spark.busy.remove(ONE);
    await().atMost(Duration.ofSeconds(5)).until(() -> provider.released.containsKey(ONE));
    assertThat(provider.released).containsEntry(ONE, ReleaseReason.DECOMMISSIONED);
  }

  @Test
  void oneThatIsDecommissionedBeforeSparkKnowsItIsReleased() {
    spark.registered.clear();
    keeper.decommission(ONE, "node drains");
    await().atMost(Duration.ofSeconds(5)).until(() -> provider.released.containsKey(ONE));
    assertThat(provider.released).containsEntry(ONE, ReleaseReason.DECOMMISSIONED);
    assertThat(spark.decommissioned).isEmpty();
  }

  private ExecutorLossReason onlyRemoval() {
    await().atMost(Duration.ofSeconds(10)).until(() -> !spark.removals.isEmpty());
    assertThat(spark.removals).hasSize(1);
    return spark.removals.get(0);
  }

  /** Lets the keeper work off what it has, and tick at least once. */
  private void settle() {
    int ticks = spark.ticks;
    await().atMost(Duration.ofSeconds(5)).until(() -> spark.ticks > ticks + 1);
  }

  private static ExecutorObservation seen(ContainerState state, Optional<ExitInfo> exit) {
    return new ExecutorObservation(ONE, DEFAULT, state, "node-1", "hash-1", exit);
  }

  private static final class FakeSpark implements SparkSide {
    final Set<ExecutorId> registered = ConcurrentHashMap.newKeySet();
    final Set<ExecutorId> busy = ConcurrentHashMap.newKeySet();
    final Set<ExecutorId> decommissioned = ConcurrentHashMap.newKeySet();
    final List<ExecutorLossReason> removals = new CopyOnWriteArrayList<>();
    final List<SlipwayException> failures = new CopyOnWriteArrayList<>();
    volatile int ticks;

    @Override
    public Set<ExecutorId> registered() {
      return Set.copyOf(registered);
    }

    @Override
    public boolean isBusy(ExecutorId id) {
      return busy.contains(id);
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    public Set<String> excludedHosts() {
      ticks++;
      return Set.of();
    }

    @Override
    public void remove(ExecutorId id, ExecutorLossReason why) {
      registered.remove(id);
      removals.add(why);
    }

    @Override
    public void decommission(ExecutorId id, String why) {
      decommissioned.add(id);
    }

    @Override
    public void fail(SlipwayException failure) {
      failures.add(failure);
    }
  }
}
