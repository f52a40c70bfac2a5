package dev.slipway.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.api.ContainerState;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.ExitInfo;
import dev.slipway.api.Memory;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.driver.Demand;
import dev.slipway.api.driver.ExecutorId;
import dev.slipway.api.driver.ExecutorObservation;
import dev.slipway.api.driver.ExecutorProvider;
import dev.slipway.api.driver.ExecutorRecipe;
import dev.slipway.api.driver.ProfileId;
import dev.slipway.api.driver.ReleaseReason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every manager's {@link ExecutorProvider} promises, on the manager's real daemons and with
 * real JVMs. Each manager's tests inherit it; nothing else may use the cluster meanwhile.
 */
public abstract class ExecutorProviderContract {
  private static final Duration PATIENCE = Duration.ofSeconds(240);
  private static final ProfileId PROFILE = new ProfileId(0);
  private static final Memory HEAP = Memory.ofMebibytes(64);

  @TempDir Path folder;
  private StandInExecutor executor;
  private RecordedEvents events;
  private ExecutorProvider provider;
  private ExecutorRecipe recipe;
  private long generation;

  /** A new provider, as for a new SparkContext. */
  protected abstract ExecutorProvider open();

  /** How many containers of one core and 448m the whole cluster holds; at least 2. */
  protected abstract int slots();

  @BeforeEach
  void start() {
    executor = new StandInExecutor(folder);
    recipe = executor.recipe(1, HEAP);
    events = new RecordedEvents();
    provider = open();
    assertThat(provider.start(events)).isEmpty();
  }

  @AfterEach
  void close() {
    provider.close();
    assertThat(events.threads()).as("all events come from one thread").hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void anApplicationHasAnIdOnceItHasStarted() {
    assertThat(provider.applicationId()).isNotBlank();
  }

  @Test
  void aWantedTotalIsReachedWithDistinctIdsAndHosts() {
    want(2);
    awaitRunning(2);
    assertThat(new HashSet<>(events.ids())).hasSize(2);
    assertThat(events.allocations()).allSatisfy(e -> assertThat(e.host()).isNotBlank());
    assertThat(events.allocations())
        .allSatisfy(e -> assertThat(e.recipeHash()).isEqualTo(recipe.hash()));
    assertThat(provider.list()).hasSize(2);
  }

  @Test
  void aTotalIsATotalAndAnOlderOneIsDropped() {
    want(1);
    awaitRunning(1);
    want(1);
    provider.want(generation - 1, totals(2));
    provider.want(generation - 2, Map.of());
    settle();
    assertThat(events.ids()).hasSize(1);
    assertThat(explain(events.ids().get(0)).state()).isEqualTo(ContainerState.RUNNING);
  }

  @Test
  void aLowerTotalEndsNothingThatRuns() {
    want(2);
    awaitRunning(2);
    want(0);
    settle();
    for (ExecutorId id : events.ids()) {
      assertThat(explain(id).state()).isEqualTo(ContainerState.RUNNING);
    }
  }

  @Test
  void aLowerTotalTakesBackWhatIsPending() {
    want(slots() + 2);
    awaitRunning(slots());
    want(slots() - 1);
    provider.release(events.ids().get(0), ReleaseReason.UNNEEDED);
    awaitExit(events.ids().get(0));
    settle();
    assertThat(events.ids()).hasSize(slots());
  }

  @Test
  void pendingOnesGetTheRoomThatIsFreed() {
    want(slots() + 1);
    awaitRunning(slots());
    executor.exit(events.ids().get(0), 0);
    awaitRunning(slots() + 1);
  }

  @Test
  void anExitIsToldOnceWithItsCode() {
    want(1);
    awaitRunning(1);
    ExecutorId id = events.ids().get(0);
    executor.exit(id, 7);
    ExitInfo exit = awaitExit(id);
    assertThat(exit.code()).hasValue(7);
    assertThat(exit.blame()).isEqualTo(ExitInfo.Blame.APPLICATION);
    assertThat(explain(id).exit().flatMap(ExitInfo::code)).hasValue(7);
    settle();
    assertThat(events.exits(id)).hasSize(1);
  }

  @Test
  void aKilledProcessIsASignal() {
    want(1);
    awaitRunning(1);
    ExecutorId id = events.ids().get(0);
    ProcessHandle.of(pid(id)).ifPresent(ProcessHandle::destroyForcibly);
    ExitInfo exit = awaitExit(id);
    assertThat(exit.code()).hasValue(137);
    assertThat(exit.signal()).hasValue(9);
  }

  @Test
  void anExitedExecutorIsReplacedWhenTheDriverSaysSo() {
    want(1);
    awaitRunning(1);
    ExecutorId first = events.ids().get(0);
    executor.exit(first, 1);
    awaitExit(first);
    settle();
    assertThat(events.ids()).as("nobody asked for another yet").hasSize(1);
    want(1);
    awaitRunning(2);
    assertThat(events.ids().get(1)).isNotEqualTo(first);
  }

  @Test
  void aReleasedExecutorEndsAndIsNobodysFault() {
    want(1);
    awaitRunning(1);
    ExecutorId id = events.ids().get(0);
    long pid = pid(id);
    provider.release(id, ReleaseReason.UNNEEDED);
    provider.release(id, ReleaseReason.UNNEEDED);
    provider.release(ExecutorId.of(99999), ReleaseReason.LOST);
    assertThat(awaitExit(id).blame()).isEqualTo(ExitInfo.Blame.PLATFORM);
    await().atMost(PATIENCE).until(() -> !ProcFs.isAlive(pid));
    settle();
    assertThat(events.exits(id)).hasSize(1);
  }

  @Test
  void anUnknownExecutorIsExplainedAsUnknown() {
    assertThat(explain(ExecutorId.of(4711)).state()).isEqualTo(ContainerState.UNKNOWN);
  }

  @Test
  void whatFitsNoNodeIsRejectedWithTheSum() {
    recipe = executor.recipe(1, Memory.ofMebibytes(1L << 30));
    want(1);
    await().atMost(PATIENCE).until(() -> !events.rejections().isEmpty());
    SlipwayException rejection = events.rejections().get(0);
    assertThat(rejection.code()).isEqualTo(ErrorCode.NEVER_FITS);
    assertThat(rejection).hasMessageContaining("1073741824m heap + 384m overhead");
  }

  @Test
  void anExcludedHostIsLeftAlone() {
    want(1);
    awaitRunning(1);
    Set<String> hosts =
        events.allocations().stream().map(ExecutorObservation::host).collect(Collectors.toSet());
    provider.want(++generation, Map.of(PROFILE, new Demand(slots(), recipe, Map.of(), hosts)));
    settle();
    assertThat(events.allocations().stream().skip(1))
        .allSatisfy(e -> assertThat(hosts).doesNotContain(e.host()));
    want(slots());
    awaitRunning(slots());
  }

  @Test
  void closingEndsEverythingAndLaterCallsAreHarmless() {
    want(2);
    awaitRunning(2);
    List<Long> pids = events.ids().stream().map(this::pid).toList();
    provider.close();
    for (long pid : pids) {
      await().atMost(PATIENCE).until(() -> !ProcFs.isAlive(pid));
    }
    provider.close();
    want(2);
    provider.release(ExecutorId.of(1), ReleaseReason.UNNEEDED);
    assertThat(explain(events.ids().get(0)).state())
        .isIn(ContainerState.UNKNOWN, ContainerState.EXITED);
    assertThat(events.fatalities()).isEmpty();
  }

  @Test
  void twoProvidersOfOneProcessAreTwoApplications() {
    RecordedEvents others = new RecordedEvents();
    try (ExecutorProvider other = open()) {
      other.start(others);
      assertThat(other.applicationId()).isNotEqualTo(provider.applicationId());
      want(1);
      awaitRunning(1);
      provider.close();
      other.want(1, totals(1));
      await().atMost(PATIENCE).until(() -> others.ids().size() == 1);
      assertThat(events.ids()).hasSize(1);
    }
  }

  private void want(int count) {
    provider.want(++generation, totals(count));
  }

  private Map<ProfileId, Demand> totals(int count) {
    return Map.of(PROFILE, new Demand(count, recipe, Map.of(), Set.of()));
  }

  private void awaitRunning(int count) {
    await(count + " executors to run")
        .atMost(PATIENCE)
        .until(
            () ->
                events.ids().size() >= count
                    && events.ids().stream().allMatch(id -> executor.pid(id).isPresent()));
    assertThat(events.ids()).hasSize(count);
  }

  private long pid(ExecutorId id) {
    return executor.pid(id).orElseThrow();
  }

  private ExitInfo awaitExit(ExecutorId id) {
    await(id + " to exit").atMost(PATIENCE).until(() -> !events.exits(id).isEmpty());
    return events.exits(id).get(0);
  }

  private ExecutorObservation explain(ExecutorId id) {
    try {
      return provider.explain(id).toCompletableFuture().get(6, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("explain must complete by itself within 5 s", e);
    }
  }

  /** A question and its answer: whatever was asked before has reached the manager by then. */
  private void settle() {
    events.ids().forEach(this::explain);
    explain(ExecutorId.of(4711));
  }
}
