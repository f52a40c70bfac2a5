package dev.slipway.spark.scheduler;

import static dev.slipway.spark.scheduler.RecordingProvider.recipe;
import static dev.slipway.spark.scheduler.RecordingProvider.running;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.ExitInfo;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.driver.ExecutorId;
import dev.slipway.api.driver.ProfileId;
import dev.slipway.api.driver.ReleaseReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ExecutorAllocatorTest {
  private static final long NO_LIMIT = Long.MAX_VALUE;

  private final RecordingProvider provider = new RecordingProvider();
  private final SetClock clock = new SetClock();
  private final List<SlipwayException> givenUp = new ArrayList<>();
  private ExecutorAllocator allocator = allocator(NO_LIMIT, 4, Optional.empty());

  @Test
  void asksOnceForTheSameTotals() {
    want(2);
    want(2);
    allocator.tick();
    allocator.exclude(Set.of());
    assertThat(provider.wants).hasSize(1);
    want(3);
    assertThat(provider.generations).containsExactly(1L, 2L);
    assertThat(provider.wanted(0)).isEqualTo(3);
  }

  @Test
  void oldExecutorIsReplacedAtOnce() {
    want(2);
    registered(1, 2);
    clock.pass(60);
    allocator.exited(ExecutorId.of(1), ExitInfo.exited(137));
    assertThat(provider.wants).hasSize(2);
    assertThat(provider.wanted(0)).isEqualTo(2);
  }

  @Test
  void youngDeathsAreReplacedAfterPausesThatDouble() {
    want(1);
    List<Long> pauses = new ArrayList<>();
    for (int id = 1; id <= 3; id++) {
      allocator.allocated(running(id, 0, 1));
      clock.pass(1);
      allocator.exited(ExecutorId.of(id), ExitInfo.exited(1));
      pauses.add(secondsUntilAsked());
      assertThat(provider.wanted(0)).isEqualTo(1);
    }
    assertThat(pauses).containsExactly(1L, 2L, 4L);
    assertThat(givenUp).isEmpty();
  }

  @Test
  void aPauseHoldsBackGrowthToo() {
    want(2);
    allocator.allocated(running(1, 0, 1));
    allocator.allocated(running(2, 0, 1));
    allocator.exited(ExecutorId.of(2), ExitInfo.exited(1));
    want(5);
    allocator.tick();
    assertThat(provider.wants).hasSize(1);
    clock.pass(1);
    allocator.tick();
    assertThat(provider.wanted(0)).isEqualTo(5);
  }

  @Test
  void tooManyFailuresNameCountLastExitAndLog() {
    want(2);
    for (int id = 1; id <= 4; id++) {
      assertThat(givenUp).isEmpty();
      allocator.allocated(running(id, 0, 1));
      allocator.exited(ExecutorId.of(id), ExitInfo.exited(3));
    }
    assertThat(givenUp).hasSize(1);
    assertThat(givenUp.get(0).code()).isEqualTo(ErrorCode.EXECUTORS_FAILING);
    assertThat(givenUp.get(0).describe())
        .contains("4 executors failed", "executor 4 on node-1", "exited with code 3", "/logs/4");
  }

  @Test
  void oldFailuresAreForgottenAfterTheValidityInterval() {
    allocator = allocator(NO_LIMIT, 2, Optional.of(Duration.ofMinutes(10)));
    want(1);
    for (int id = 1; id <= 5; id++) {
      registered(id);
      clock.pass(601);
      allocator.exited(ExecutorId.of(id), ExitInfo.exited(1));
    }
    assertThat(givenUp).isEmpty();
    registered(6);
    allocator.exited(ExecutorId.of(6), ExitInfo.exited(1));
    assertThat(givenUp).hasSize(1);
  }

  @Test
  void onlyTheApplicationsOwnFailuresCount() {
    want(1);
    for (int id = 1; id <= 40; id += 4) {
      registered(id, id + 1, id + 2, id + 3);
      allocator.exited(ExecutorId.of(id), ExitInfo.lost("node gone"));
      allocator.exited(ExecutorId.of(id + 1), ExitInfo.exited(0));
      allocator.release(ExecutorId.of(id + 2), ReleaseReason.UNNEEDED);
      allocator.exited(ExecutorId.of(id + 2), ExitInfo.exited(137));
      allocator.draining(ExecutorId.of(id + 3));
      allocator.exited(ExecutorId.of(id + 3), ExitInfo.exited(1));
    }
    assertThat(givenUp).isEmpty();
  }

  @Test
  void coresMaxCapsTheSumOverProfiles() {
    allocator = allocator(6, 4, Optional.empty());
    allocator.request(Map.of(new ProfileId(0), wish(9, 1), new ProfileId(1), wish(2, 2)));
    assertThat(provider.wanted(0)).isEqualTo(6);
    assertThat(provider.wanted(1)).isZero();
    allocator.request(Map.of(new ProfileId(0), wish(1, 1), new ProfileId(1), wish(9, 2)));
    assertThat(provider.wanted(0)).isEqualTo(1);
    assertThat(provider.wanted(1)).isEqualTo(2);
  }

  @Test
  void executorAboveCoresMaxIsGivenBack() {
    allocator = allocator(2, 4, Optional.empty());
    want(2);
    registered(1, 2);
    allocator.allocated(running(3, 0, 1));
    assertThat(provider.released)
        .containsExactly(Map.entry(ExecutorId.of(3), ReleaseReason.UNNEEDED));
  }

  @Test
  void releasedExecutorIsNotJudgedWhenItExits() {
    want(1);
    registered(1);
    allocator.release(ExecutorId.of(1), ReleaseReason.UNNEEDED);
    int wants = provider.wants.size();
    allocator.exited(ExecutorId.of(1), ExitInfo.exited(143));
    assertThat(provider.wants.size()).isGreaterThanOrEqualTo(wants);
    assertThat(provider.wanted(0)).isEqualTo(1);
    assertThat(givenUp).isEmpty();
  }

  @Test
  void executorOfAnotherRecipeIsReleasedAndReplaced() {
    want(1);
    allocator.found(running(1, 0, 4));
    assertThat(provider.released).containsEntry(ExecutorId.of(1), ReleaseReason.WRONG_RECIPE);
    assertThat(provider.wants).hasSize(2);
    allocator.found(running(2, 0, 1));
    assertThat(provider.released).hasSize(1);
  }

  @Test
  void excludedHostsGoToTheManager() {
    want(1);
    allocator.exclude(Set.of("node-2"));
    assertThat(provider.wants).hasSize(2);
    assertThat(provider.wants.get(1).get(new ProfileId(0)).excludedHosts())
        .containsExactly("node-2");
  }

  private ExecutorAllocator allocator(long cores, int failures, Optional<Duration> validity) {
    AllocationLimits limits = new AllocationLimits(cores, failures, validity, failures);
    return new ExecutorAllocator(provider, limits, clock, givenUp::add);
  }

  private void want(int count) {
    allocator.request(Map.of(new ProfileId(0), wish(count, 1)));
  }

  private static Wish wish(int count, int cores) {
    return new Wish(count, recipe(cores), Map.of());
  }

  private void registered(int... ids) {
    for (int id : ids) {
      allocator.allocated(running(id, 0, 1));
      allocator.registered(ExecutorId.of(id));
    }
  }

  private long secondsUntilAsked() {
    int before = provider.wants.size();
    for (long seconds = 1; seconds <= 120; seconds++) {
      clock.pass(1);
      allocator.tick();
      if (provider.wants.size() > before) {
        return seconds;
      }
    }
    throw new AssertionError("never asked again");
  }
}
