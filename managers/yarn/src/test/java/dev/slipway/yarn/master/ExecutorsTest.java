package dev.slipway.yarn.master;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.ContainerMemory;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.ExitInfo;
import dev.slipway.api.JvmSpec;
import dev.slipway.api.Memory;
import dev.slipway.api.Resources;
import dev.slipway.api.driver.Demand;
import dev.slipway.api.driver.ExecutorId;
import dev.slipway.api.driver.ExecutorRecipe;
import dev.slipway.api.driver.ProfileId;
import dev.slipway.api.driver.ReleaseReason;
import dev.slipway.launch.Handover;
import dev.slipway.link.DriverMessage;
import dev.slipway.link.ServerMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is asked of YARN, and what a driver is told. */
class ExecutorsTest {
  private static final ProfileId PROFILE = new ProfileId(0);

  /** Writes down what it is told to do. */
  private static final class Recorded implements Effects {
    private final List<Ask> asked = new ArrayList<>();
    private final List<String> givenBack = new ArrayList<>();
    private final List<ExecutorContainer> started = new ArrayList<>();
    private final List<ExecutorContainer> stopped = new ArrayList<>();
    private Set<String> excluded = Set.of();

    @Override
    public void ask(Ask ask) {
      asked.add(ask);
    }

    @Override
    public void withdraw(Ask ask) {
      asked.remove(ask);
    }

    @Override
    public void giveBack(Grant grant) {
      givenBack.add(grant.id());
    }

    @Override
    public void start(ExecutorContainer executor) {
      started.add(executor);
    }

    @Override
    public void stop(ExecutorContainer executor) {
      stopped.add(executor);
    }

    @Override
    public void exclude(Set<String> hosts) {
      excluded = hosts;
    }
  }

  private final Recorded yarn = new Recorded();
  private final List<ServerMessage> told = new ArrayList<>();
  private int secrets;
  private final Executors executors =
      new Executors(
          "application_1_0001",
          "alice",
          new Resources(4, Memory.ofMebibytes(4096)),
          Set.of("bad"),
          yarn,
          told::add,
          () -> "secret-" + ++secrets,
          0);
  private long generation;

  @Test
  void asMuchIsAskedForAsIsMissingAndNoMore() {
    want(2, 0);
    want(3, 0);
    assertThat(yarn.asked).hasSize(3);
    want(1, 0);
    assertThat(yarn.asked).hasSize(1);
    executors.want(new DriverMessage.Want(generation - 1, 0, totals(9)));
    assertThat(yarn.asked).as("an older one is dropped").hasSize(1);
  }

  @Test
  void whatIsGivenIsStartedAndWhatIsTooMuchGivenBack() {
    want(1, 0);
    grant("c1", "host");
    grant("c2", "host");
    assertThat(yarn.asked).isEmpty();
    assertThat(yarn.started).extracting(each -> each.grant.id()).containsExactly("c1");
    assertThat(yarn.givenBack).containsExactly("c2");
    assertThat(told).hasSize(1).first().isInstanceOf(ServerMessage.Allocated.class);
  }

  @Test
  void anExitIsReplacedByAWantThatKnowsOfIt() {
    want(1, 0);
    grant("c1", "host");
    executors.exited("c1", ExitInfo.exited(1));
    executors.exited("c1", ExitInfo.exited(1));
    assertThat(told).filteredOn(ServerMessage.Exited.class::isInstance).hasSize(1);
    want(1, 0);
    assertThat(yarn.asked).as("said before it could know").isEmpty();
    want(1, executors.lastExit());
    assertThat(yarn.asked).hasSize(1);
  }

  @Test
  void aReleasedOneNoLongerCountsAndItsEndIsNobodysFault() {
    want(1, 0);
    grant("c1", "host");
    executors.started("c1");
    executors.release(new DriverMessage.Release(ExecutorId.of(1), ReleaseReason.LOST));
    want(1, 0);
    assertThat(yarn.stopped).hasSize(1);
    assertThat(yarn.asked).hasSize(1);
    executors.exited("c1", ExitInfo.exited(143));
    ServerMessage.Exited exited = (ServerMessage.Exited) told.get(told.size() - 1);
    assertThat(exited.exit().blame()).isEqualTo(ExitInfo.Blame.PLATFORM);
  }

  @Test
  void oneThatIsReleasedWhileItStartsIsStoppedWhenItIsThere() {
    want(1, 0);
    grant("c1", "host");
    executors.release(new DriverMessage.Release(ExecutorId.of(1), ReleaseReason.UNNEEDED));
    assertThat(yarn.stopped).isEmpty();
    executors.started("c1");
    assertThat(yarn.stopped).hasSize(1);
  }

  @Test
  void nothingRunsOnAnExcludedHost() {
    assertThat(yarn.excluded).containsExactly("bad");
    Demand demand = new Demand(1, recipe(512), Map.of(), Set.of("worse"));
    executors.want(new DriverMessage.Want(++generation, 0, Map.of(PROFILE, demand)));
    assertThat(yarn.excluded).containsExactlyInAnyOrder("bad", "worse");
    grant("c1", "worse");
    assertThat(yarn.started).isEmpty();
    assertThat(yarn.givenBack).containsExactly("c1");
    assertThat(yarn.asked).as("asked for anew").hasSize(1);
  }

  @Test
  void anExitIsNotReplacedEarlierBecauseAContainerWasGivenBack() {
    want(1, 0);
    grant("c1", "host");
    executors.exited("c1", ExitInfo.exited(1));
    want(2, 0);
    grant("c2", "bad");
    assertThat(yarn.givenBack).containsExactly("c2");
    assertThat(yarn.asked).as("the exited one is still to be waited for").hasSize(1);
  }

  @Test
  void whoIsToLeaveIsRememberedUntilItIsGone() {
    want(2, 0);
    grant("c1", "host");
    grant("c2", "host");
    assertThat(executors.on("host:1")).hasSize(2);
    assertThat(executors.on("host:2")).as("another NodeManager of this host").isEmpty();
    executors.in("c1").orElseThrow().leaving = Optional.of("YARN says so");
    assertThat(executors.leaving()).extracting(each -> each.grant.id()).containsExactly("c1");
    executors.exited("c1", ExitInfo.exited(143));
    assertThat(executors.leaving()).isEmpty();
  }

  @Test
  void whereTasksLikeToRunIsAskedForAnewWhenThatChanges() {
    wantNear(Map.of("near", 3, "nearer", 5, "bad", 9));
    assertThat(yarn.asked).extracting(Ask::hosts).containsExactly(List.of("nearer", "near"));
    Ask first = yarn.asked.get(0);
    wantNear(Map.of("near", 4, "nearer", 2));
    assertThat(yarn.asked).as("the same hosts").containsExactly(first);
    wantNear(Map.of("elsewhere", 1));
    assertThat(yarn.asked).extracting(Ask::hosts).containsExactly(List.of("elsewhere"));
  }

  private void wantNear(Map<String, Integer> tasks) {
    Demand demand = new Demand(1, recipe(512), tasks, Set.of());
    executors.want(new DriverMessage.Want(++generation, 0, Map.of(PROFILE, demand)));
  }

  @Test
  void whatFitsNoContainerIsRefusedWithTheSum() {
    Demand demand = new Demand(1, recipe(8192), Map.of(), Set.of());
    executors.want(new DriverMessage.Want(++generation, 0, Map.of(PROFILE, demand)));
    assertThat(yarn.asked).isEmpty();
    ServerMessage.Rejected rejected = (ServerMessage.Rejected) told.get(0);
    assertThat(rejected.problem().code()).isEqualTo(ErrorCode.NEVER_FITS);
    assertThat(rejected.problem().problem()).contains("8192m heap + 384m overhead");
  }

  @Test
  void anEarlyExecutorLearnsWhoseItIsFromTheFirstWant() {
    executors.early(new Demand(1, recipe(512, List.of()), Map.of(), Set.of()));
    grant("c1", "host");
    List<Handover> answers = new ArrayList<>();
    assertThat(executors.calls("somebody", line(answers))).isEmpty();
    assertThat(executors.calls("secret-1", line(answers))).isPresent();
    assertThat(answers).isEmpty();
    want(1, 0);
    assertThat(yarn.asked).isEmpty();
    assertThat(answers).hasSize(1);
    assertThat(answers.get(0).arguments()).containsExactly("driver", "1", "host");
    assertThat(answers.get(0).logs()).containsKeys("stdout", "stderr");
  }

  @Test
  void aContainerOfAnotherSizeIsNotTaken() {
    executors.early(new Demand(1, recipe(256, List.of()), Map.of(), Set.of()));
    want(1, 0);
    assertThat(yarn.asked)
        .hasSize(1)
        .first()
        .extracting(Ask::resources)
        .isEqualTo(recipe(512).resources());
    executors.granted(
        new Grant("old", PROFILE, recipe(256).resources(), "host", "host:1", "host:2"));
    assertThat(yarn.givenBack).containsExactly("old");
    assertThat(yarn.asked).hasSize(1);
  }

  private void want(int count, long seen) {
    executors.want(new DriverMessage.Want(++generation, seen, totals(count)));
  }

  private static Map<ProfileId, Demand> totals(int count) {
    return Map.of(PROFILE, new Demand(count, recipe(512), Map.of(), Set.of()));
  }

  private void grant(String container, String host) {
    Resources size = recipe(512).resources();
    executors.granted(new Grant(container, PROFILE, size, host, host + ":1", host + ":2"));
  }

  private static HandoverLine line(List<Handover> answers) {
    return new HandoverLine() {
      @Override
      public void answer(Handover handover) {
        answers.add(handover);
      }

      @Override
      public void hangUp() {}
    };
  }

  private static ExecutorRecipe recipe(int heap) {
    return recipe(
        heap,
        List.of(
            "driver", JvmSpec.Placeholder.EXECUTOR_ID.text(), JvmSpec.Placeholder.HOSTNAME.text()));
  }

  private static ExecutorRecipe recipe(int heap, List<String> arguments) {
    Memory none = Memory.ofMebibytes(0);
    ContainerMemory memory =
        new ContainerMemory(Memory.ofMebibytes(heap), ContainerMemory.MIN_OVERHEAD, none, none);
    JvmSpec jvm =
        new JvmSpec(
            JvmSpec.Role.EXECUTOR,
            memory.heap(),
            1,
            List.of(),
            Map.of(),
            "",
            "",
            Map.of(),
            arguments);
    return new ExecutorRecipe(1, memory, jvm, "hash-" + heap);
  }
}
