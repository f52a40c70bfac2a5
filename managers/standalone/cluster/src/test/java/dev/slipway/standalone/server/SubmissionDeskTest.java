package dev.slipway.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.ApplicationState;
import dev.slipway.api.ContainerState;
import dev.slipway.api.DeployMode;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.ExitInfo;
import dev.slipway.api.MainResource;
import dev.slipway.api.MasterUrl;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.submit.Observation;
import dev.slipway.api.submit.StopMode;
import dev.slipway.api.submit.Transition;
import dev.slipway.link.DriverMessage;
import dev.slipway.link.ServerMessage;
import dev.slipway.standalone.node.ContainerIdentity;
import dev.slipway.standalone.node.NodeCommand;
import dev.slipway.standalone.node.NodeMessage.ContainerReport;
import dev.slipway.standalone.submit.SubmitRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Applications in cluster mode, on a clock that stands still and a real record. */
class SubmissionDeskTest {
  private static final Bearer OPERATOR = new Bearer.Operator();

  private static final Map<String, String> SUPERVISED = Map.of("spark.driver.supervise", "true");

  @TempDir Path folder;
  private final ManagerFixture cluster = new ManagerFixture();

  @BeforeEach
  void record() {
    cluster.store = SqliteStore.open(folder.resolve("applications.db"));
    cluster.restart();
  }

  @AfterEach
  void close() {
    cluster.store.close();
  }

  @Test
  void aDriverIsAContainerOfItsNodeAndItsExitIsTheApplications() {
    ManagerFixture.Agent node = cluster.agent("node-1").connect(4, 8000);
    String id = submit("one", Map.of("spark.driver.cores", "2")).ref().id();
    ContainerIdentity driver = startDriver(node);
    assertThat(driver.id()).isEqualTo(id + "-driver");
    assertThat(cluster.usedCores()).isEqualTo(2);
    assertThat(driver.resources().memory().mebibytes()).isEqualTo(1024 + 384);
    node.ends(driver, ExitInfo.exited(7));
    assertThat(observe(id).state()).isEqualTo(ApplicationState.FAILED);
    assertThat(observe(id).exit().flatMap(ExitInfo::code)).hasValue(7);
    assertThat(states(id))
        .containsExactly(
            ApplicationState.SUBMITTED,
            ApplicationState.STARTING,
            ApplicationState.RUNNING,
            ApplicationState.FAILED);
    assertThat(cluster.usedCores()).isZero();
  }

  @Test
  void itsSparkContextHasItsIdAndEndsWithIt() {
    ManagerFixture.Agent node = cluster.agent("node-1").connect(4, 8000);
    String id = submit("one", Map.of()).ref().id();
    ContainerIdentity identity = startDriver(node);
    ManagerFixture.Driver driver = cluster.driver("context");
    driver.application = id;
    driver.connect();
    assertThat(driver.application).isEqualTo(id);
    driver.want(2);
    assertThat(node.startAll()).hasSize(2);
    assertThat(
            cluster.manager.<List<String>>applications(desk -> desk.containerNames(OPERATOR, id)))
        .containsExactly("driver", "1", "2");
    node.ends(identity, ExitInfo.exited(137));
    assertThat(node.box.take(NodeCommand.Stop.class)).hasSize(2);
  }

  @Test
  void theNextContextOfADriverIsAnApplicationOfItsOwn() {
    cluster.agent("node-1").connect(4, 8000);
    String id = submit("one", Map.of()).ref().id();
    ManagerFixture.Driver first = cluster.driver("first");
    first.application = id;
    first.connect();
    first.say(new DriverMessage.Unregister());
    ManagerFixture.Driver second = cluster.driver("second");
    second.application = id;
    second.connect();
    assertThat(second.application).isNotEqualTo(id).startsWith("app-");
  }

  @Test
  void theSameSubmissionTwiceIsOneApplicationAlsoAfterARestart() {
    String id = submit("one", Map.of()).ref().id();
    assertThat(submit("one", Map.of()).ref().id()).isEqualTo(id);
    cluster.restart();
    assertThat(submit("one", Map.of()).ref().id()).isEqualTo(id);
    assertThat(all()).hasSize(1);
  }

  @Test
  void aRunningDriverGoesOnWhenTheServerIsStartedAgain() {
    ManagerFixture.Agent node = cluster.agent("node-1").connect(4, 8000);
    String id = submit("one", Map.of()).ref().id();
    ContainerIdentity driver = startDriver(node);
    cluster.restart();
    assertThat(observe(id).state()).isEqualTo(ApplicationState.RUNNING);
    node.connect(4, 8000);
    assertThat(node.box.take(NodeCommand.Stop.class)).isEmpty();
    assertThat(cluster.usedCores()).isEqualTo(1);
    node.ends(driver, ExitInfo.exited(0));
    assertThat(observe(id).state()).isEqualTo(ApplicationState.FINISHED);
  }

  @Test
  void aDriverThatItsNodeDoesNotKnowAfterARestartHasFailed() {
    ManagerFixture.Agent node = cluster.agent("node-1").connect(4, 8000);
    String id = submit("one", Map.of()).ref().id();
    startDriver(node);
    node.held.clear();
    cluster.restart();
    node.connect(4, 8000);
    assertThat(observe(id).state()).isEqualTo(ApplicationState.FAILED);
    assertThat(last(id).why()).contains("node-1");
  }

  @Test
  void aStartThatTheNodeNeverHeardOfIsMadeAgain() {
    ManagerFixture.Agent node = cluster.agent("node-1").connect(4, 8000);
    String id = submit("one", Map.of()).ref().id();
    node.box.take(NodeCommand.StartDriver.class);
    cluster.restart();
    node.connect(4, 8000);
    ContainerIdentity again = startDriver(node);
    node.ends(again, ExitInfo.exited(0));
    assertThat(observe(id).state()).isEqualTo(ApplicationState.FINISHED);
  }

  @Test
  void aStartThatWasLostWithItsAgentIsMadeAgain() {
    ManagerFixture.Agent node = cluster.agent("node-1").connect(4, 8000);
    String id = submit("one", Map.of()).ref().id();
    node.box.take(NodeCommand.StartDriver.class);
    node.breaks();
    node.connect(4, 8000);
    ContainerIdentity again = startDriver(node);
    assertThat(again.id()).isEqualTo(id + "-driver");
    node.ends(again, ExitInfo.exited(0));
    assertThat(observe(id).state()).isEqualTo(ApplicationState.FINISHED);
    assertThat(cluster.usedCores()).isZero();
  }

  @Test
  void soItIsWhenTheServerDiesBeforeThereIsRoomAgain() {
    ManagerFixture.Agent node = cluster.agent("node-1").connect(4, 8000);
    String id = submit("one", Map.of()).ref().id();
    node.breaks();
    node.connect(1, 512);
    assertThat(observe(id).state()).isEqualTo(ApplicationState.UNKNOWN);
    cluster.restart();
    node.connect(4, 8000);
    node.ends(startDriver(node), ExitInfo.exited(0));
    assertThat(observe(id).state()).isEqualTo(ApplicationState.FINISHED);
  }

  @Test
  void anAgentThatComesBackInTheMiddleOfAStartGoesOnWithIt() {
    ManagerFixture.Agent node = cluster.agent("node-1").connect(4, 8000);
    String id = submit("one", Map.of()).ref().id();
    ContainerIdentity driver = node.box.take(NodeCommand.StartDriver.class).get(0).identity();
    node.held.add(new ContainerReport(driver, ContainerState.ALLOCATED, Optional.empty()));
    node.breaks();
    node.connect(4, 8000);
    assertThat(observe(id).state()).isEqualTo(ApplicationState.STARTING);
    assertThat(node.box.take(NodeCommand.StartDriver.class)).isEmpty();
    // Now it dies.
    node.held.clear();
    node.breaks();
    node.connect(4, 8000);
    node.ends(startDriver(node), ExitInfo.exited(0));
    assertThat(observe(id).state()).isEqualTo(ApplicationState.FINISHED);
  }

  @Test
  void itsOwnEarlyExecutorsLeaveADriverThatIsGivenAgainItsRoom() {
    ManagerFixture.Agent node = cluster.agent("node-1").connect(2, 3072);
    submit("one", Map.of("slipway.launch.early", "true"));
    node.box.take(NodeCommand.StartDriver.class);
    assertThat(node.startAll()).hasSize(1);
    node.breaks();
    node.connect(2, 3072);
    assertThat(startDriver(node)).isNotNull();
  }

  @Test
  void whatWasGivenToAnotherWorkFolderMayHaveBegunThere() {
    ManagerFixture.Agent node = cluster.agent("node-1").connect(4, 8000);
    String id = submit("one", Map.of()).ref().id();
    node.breaks();
    node.key = "another";
    node.connect(4, 8000);
    assertThat(observe(id).state()).isEqualTo(ApplicationState.FAILED);
  }

  @Test
  void aStartThatWasLostAndIsNotWantedAnyMoreIsNotMadeAgain() {
    ManagerFixture.Agent node = cluster.agent("node-1").connect(4, 8000);
    String id = submit("one", Map.of()).ref().id();
    node.breaks();
    stop(id);
    node.connect(4, 8000);
    assertThat(node.box.take(NodeCommand.StartDriver.class)).isEmpty();
    assertThat(observe(id).state()).isEqualTo(ApplicationState.KILLED);
  }

  @Test
  void aNodeThatNeverComesBackAfterARestartTakesItsDriversWithIt() {
    ManagerFixture.Agent node = cluster.agent("node-1").connect(4, 8000);
    String id = submit("one", Map.of()).ref().id();
    ContainerIdentity driver = startDriver(node);
    cluster.restart();
    cluster.pass(ManagerFixture.LIMITS.nodeSilence().plus(Duration.ofSeconds(1)));
    assertThat(observe(id).state()).isEqualTo(ApplicationState.FAILED);
    node.connect(4, 8000);
    assertThat(node.box.take(NodeCommand.Stop.class))
        .extracting(NodeCommand.Stop::container)
        .containsExactly(driver.id());
  }

  @Test
  void stoppingBeforeThereIsANodeAndWhileItRuns() {
    String waiting = submit("waits", Map.of()).ref().id();
    stop(waiting);
    assertThat(observe(waiting).state()).isEqualTo(ApplicationState.KILLED);
    assertThat(last(waiting).why()).contains("bob");
    ManagerFixture.Agent node = cluster.agent("node-1").connect(4, 8000);
    String running = submit("runs", Map.of()).ref().id();
    ContainerIdentity driver = startDriver(node);
    stop(running);
    assertThat(node.box.take(NodeCommand.Stop.class)).isNotEmpty();
    node.ends(driver, ExitInfo.exited(143));
    assertThat(observe(running).state()).isEqualTo(ApplicationState.KILLED);
    assertThat(observe(running).exit().flatMap(ExitInfo::code)).hasValue(143);
  }

  @Test
  void whatFitsNoNodeIsRefusedWithItsSum() {
    cluster.agent("node-1").connect(4, 2000);
    assertThatThrownBy(() -> submit("big", Map.of("spark.driver.memory", "4g")))
        .isInstanceOfSatisfying(
            SlipwayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NEVER_FITS))
        .hasMessageContaining("4096m heap + 409m overhead");
    assertThat(all()).isEmpty();
  }

  @Test
  void aSizeThatDoesNotParseIsRefusedAndHurtsNobodyElse() {
    cluster.agent("node-1").connect(4, 8000);
    assertThatThrownBy(() -> submit("odd", Map.of("spark.executor.memory", "much")))
        .isInstanceOfSatisfying(
            SlipwayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_VALUE));
    assertThat(all()).isEmpty();
  }

  @Test
  void aStartThatIsMadeAgainElsewhereIsFoundThereAfterAnotherRestart() {
    ManagerFixture.Agent small = cluster.agent("node-1").connect(2, 8000);
    String id = submit("one", Map.of()).ref().id();
    small.box.take(NodeCommand.StartDriver.class);
    cluster.restart();
    small.connect(0, 8000);
    ManagerFixture.Agent other = cluster.agent("node-2").connect(4, 8000);
    ContainerIdentity driver = startDriver(other);
    cluster.restart();
    other.connect(4, 8000);
    assertThat(other.box.take(NodeCommand.Stop.class)).isEmpty();
    other.ends(driver, ExitInfo.exited(0));
    assertThat(observe(id).state()).isEqualTo(ApplicationState.FINISHED);
  }

  @Test
  void driversLeaveRoomForTheExecutorsOfThoseBefore() {
    ManagerFixture.Agent node = cluster.agent("node-1").connect(3, 8000);
    submit("one", Map.of());
    submit("two", Map.of());
    List<NodeCommand.StartDriver> started = node.box.take(NodeCommand.StartDriver.class);
    assertThat(started).hasSize(1);
    node.ends(started.get(0).identity(), ExitInfo.exited(0));
    assertThat(node.box.take(NodeCommand.StartDriver.class)).hasSize(1);
  }

  @Test
  void aDriverWhoseExecutorWouldNeverFitBesideItIsRefused() {
    cluster.agent("node-1").connect(1, 8000);
    assertThatThrownBy(() -> submit("one", Map.of()))
        .isInstanceOfSatisfying(
            SlipwayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NEVER_FITS))
        .hasMessageContaining("never fit together");
    assertThat(submit("alone", Map.of("spark.executor.instances", "0")).state())
        .isEqualTo(ApplicationState.SUBMITTED);
    assertThatThrownBy(() -> submit("wide", Map.of("spark.executor.cores", "2")))
        .hasMessageContaining("an executor of 2 cores");
  }

  @Test
  void aLargeDriverIsOvertakenByLaterOnesForAWhileOnly() {
    ManagerFixture.Agent node = cluster.agent("node-1").connect(6, 20_000);
    submit("a", Map.of("spark.driver.cores", "2"));
    ContainerIdentity running = startDriver(node);
    String large = submit("large", Map.of("spark.driver.cores", "4")).ref().id();
    submit("small-1", Map.of());
    ContainerIdentity small = startDriver(node);
    node.ends(small, ExitInfo.exited(0));
    cluster.pass(ManagerFixture.LIMITS.backfillPatience(), node);
    submit("small-2", Map.of());
    assertThat(node.box.take(NodeCommand.StartDriver.class)).isEmpty();
    node.ends(running, ExitInfo.exited(0));
    assertThat(startDriver(node).application()).isEqualTo(large);
  }

  @Test
  void theFirstExecutorOfADriverThatRunsIsNotHeldUpByWhoIsOverdue() {
    ManagerFixture.Agent node = cluster.agent("node-1").connect(4, 20_000);
    submit("large", Map.of("spark.driver.cores", "4", "spark.executor.instances", "0"));
    ContainerIdentity first = startDriver(node);
    submit("larger", Map.of("spark.driver.cores", "3"));
    node.ends(first, ExitInfo.exited(0));
    ContainerIdentity larger = startDriver(node);
    submit("next", Map.of("spark.driver.cores", "3"));
    cluster.pass(ManagerFixture.LIMITS.backfillPatience(), node);
    context(larger.application(), 1, "context").want(1);
    assertThat(node.startAll()).hasSize(1);
  }

  @Test
  void whatIsOfTheClientsMachineStaysThere() {
    ManagerFixture.Agent node = cluster.agent("node-1").connect(4, 8000);
    submit("one", Map.of("spark.driver.host", "laptop", "slipway.token.file", "/home/x"));
    ApplicationSpec spec = node.box.take(NodeCommand.StartDriver.class).get(0).spec();
    assertThat(spec.deployMode()).isEqualTo(DeployMode.CLUSTER);
    assertThat(spec.properties())
        .doesNotContainKeys("spark.driver.host", "slipway.token.file")
        .containsEntry("spark.submit.deployMode", "cluster")
        .containsKey("slipway.application.id");
  }

  @Test
  void aSupervisedDriverThatFailsStartsAgainAfterAPauseThatDoubles() {
    ManagerFixture.Agent node = cluster.agent("node-1").connect(4, 8000);
    String id = submit("one", SUPERVISED).ref().id();
    ContainerIdentity first = startDriver(node);
    assertThat(first.id()).isEqualTo(id + "-driver");
    node.ends(first, ExitInfo.exited(7));
    assertThat(observe(id).state()).isEqualTo(ApplicationState.SUBMITTED);
    assertThat(last(id).why()).isEqualTo("its driver exited with code 7; attempt 2 follows in 1 s");
    assertThat(node.box.take(NodeCommand.StartDriver.class)).isEmpty();
    cluster.pass(Duration.ofSeconds(1), node);
    NodeCommand.StartDriver order = node.box.takeOne(NodeCommand.StartDriver.class);
    assertThat(order.spec().properties()).containsEntry("slipway.application.attempt", "2");
    ContainerIdentity second = node.started(order.identity());
    assertThat(second.id()).isEqualTo(id + "-a2-driver");
    node.ends(second, ExitInfo.exited(137));
    assertThat(last(id).why()).contains("attempt 3 follows in 2 s");
    cluster.pass(Duration.ofMillis(1500), node);
    assertThat(node.box.take(NodeCommand.StartDriver.class)).isEmpty();
    cluster.pass(Duration.ofMillis(500), node);
    ContainerIdentity third = startDriver(node);
    cluster.pass(Duration.ofSeconds(6), node);
    node.ends(third, ExitInfo.exited(1));
    assertThat(last(id).why()).contains("attempt 4 follows in 1 s");
    cluster.pass(Duration.ofSeconds(1), node);
    node.ends(startDriver(node), ExitInfo.exited(0));
    assertThat(observe(id).state()).isEqualTo(ApplicationState.FINISHED);
    assertThat(states(id)).filteredOn(state -> state == ApplicationState.STARTING).hasSize(4);
    assertThat(names(id)).containsExactly("driver", "a1-driver", "a2-driver", "a3-driver");
    assertThat(cluster.usedCores()).isZero();
  }

  @Test
  void aSupervisedDriverIsKilledForGoodWhileItRunsAndWhileItWaits() {
    ManagerFixture.Agent node = cluster.agent("node-1").connect(4, 8000);
    String runs = submit("runs", SUPERVISED).ref().id();
    ContainerIdentity driver = startDriver(node);
    stop(runs);
    node.ends(driver, ExitInfo.exited(143));
    assertThat(observe(runs).state()).isEqualTo(ApplicationState.KILLED);
    String waits = submit("waits", SUPERVISED).ref().id();
    node.ends(startDriver(node), ExitInfo.exited(1));
    stop(waits);
    assertThat(observe(waits).state()).isEqualTo(ApplicationState.KILLED);
    cluster.pass(Duration.ofSeconds(5), node);
    assertThat(node.box.take(NodeCommand.StartDriver.class)).isEmpty();
  }

  @Test
  void theNextAttemptSurvivesARestartOfTheServer() {
    ManagerFixture.Agent node = cluster.agent("node-1").connect(4, 8000);
    String id = submit("one", SUPERVISED).ref().id();
    node.ends(startDriver(node), ExitInfo.exited(1));
    cluster.restart();
    node.connect(4, 8000);
    assertThat(node.box.take(NodeCommand.StartDriver.class)).isEmpty();
    cluster.pass(Duration.ofSeconds(1), node);
    ContainerIdentity second = startDriver(node);
    assertThat(second.attempt()).isEqualTo(2);
    cluster.restart();
    node.connect(4, 8000);
    assertThat(node.box.take(NodeCommand.Stop.class)).isEmpty();
    assertThat(names(id)).containsExactly("driver", "a1-driver");
    assertThat(cluster.usedCores()).isEqualTo(1);
  }

  @Test
  void whatALostNodesDriverLeftIsEndedWhenTheNodeIsBackAndNeverTakesPart() {
    ManagerFixture.Agent first = cluster.agent("node-1").connect(2, 8000);
    String id = submit("one", SUPERVISED).ref().id();
    ContainerIdentity old = startDriver(first);
    ManagerFixture.Driver oldContext = context(id, 1, "old");
    oldContext.want(1);
    ContainerIdentity oldExecutor = first.startAll().get(0);
    ManagerFixture.Agent other = cluster.agent("node-2").connect(2, 8000);
    first.breaks();
    assertThat(observe(id).state()).isEqualTo(ApplicationState.UNKNOWN);
    cluster.pass(ManagerFixture.LIMITS.nodeSilence().plus(Duration.ofSeconds(2)), other);
    ContainerIdentity second = startDriver(other);
    assertThat(second.attempt()).isEqualTo(2);
    assertThat(last(id).why()).contains("node-2");
    ManagerFixture.Driver context = context(id, 2, "new");
    assertThat(context.application).isEqualTo(id);
    context.want(1);
    assertThat(other.startAll()).extracting(ContainerIdentity::id).containsExactly(id + "-a2-1");
    // The old driver still lives in the cut-off part, and both come back.
    oldContext.connect();
    assertThat(oldContext.box.takeOne(ServerMessage.Fatal.class).problem().problem())
        .contains("attempt 1");
    assertThat(oldContext.box.isDropped()).isTrue();
    first.connect(2, 8000);
    assertThat(first.box.take(NodeCommand.Stop.class))
        .extracting(NodeCommand.Stop::container)
        .containsExactlyInAnyOrder(old.id(), oldExecutor.id());
    first.ends(old, ExitInfo.exited(143));
    first.ends(oldExecutor, ExitInfo.exited(143));
    assertThat(observe(id).state()).isEqualTo(ApplicationState.RUNNING);
    assertThat(context.exits()).isEmpty();
    other.ends(second, ExitInfo.exited(0));
    assertThat(observe(id).state()).isEqualTo(ApplicationState.FINISHED);
  }

  @Test
  void whatWasReplacedIsEndedAlsoByAServerThatWasStartedAgainMeanwhile() {
    ManagerFixture.Agent first = cluster.agent("node-1").connect(2, 8000);
    String id = submit("one", SUPERVISED).ref().id();
    ContainerIdentity old = startDriver(first);
    context(id, 1, "old").want(1);
    ContainerIdentity oldExecutor = first.startAll().get(0);
    cluster.restart();
    ManagerFixture.Agent other = cluster.agent("node-2").connect(2, 8000);
    cluster.pass(ManagerFixture.LIMITS.nodeSilence().plus(Duration.ofSeconds(2)), other);
    ContainerIdentity second = startDriver(other);
    cluster.restart();
    other.connect(2, 8000);
    ManagerFixture.Driver context = context(id, 2, "new");
    first.connect(2, 8000);
    assertThat(first.box.take(NodeCommand.Stop.class))
        .extracting(NodeCommand.Stop::container)
        .containsExactlyInAnyOrder(old.id(), oldExecutor.id());
    assertThat(context.box.take(ServerMessage.Allocated.class)).isEmpty();
    other.ends(second, ExitInfo.exited(0));
    assertThat(observe(id).state()).isEqualTo(ApplicationState.FINISHED);
  }

  @Test
  void withoutSupervisionALostDriverHasFailed() {
    ManagerFixture.Agent node = cluster.agent("node-1").connect(2, 8000);
    String id = submit("one", Map.of()).ref().id();
    startDriver(node);
    node.breaks();
    cluster.pass(ManagerFixture.LIMITS.nodeSilence().plus(Duration.ofSeconds(1)));
    assertThat(observe(id).state()).isEqualTo(ApplicationState.FAILED);
  }

  private ManagerFixture.Driver context(String id, int attempt, String registration) {
    ManagerFixture.Driver driver = cluster.driver(registration);
    driver.application = id;
    driver.attempt = attempt;
    return driver.connect();
  }

  private List<String> names(String id) {
    return cluster.manager.applications(desk -> desk.containerNames(OPERATOR, id));
  }

  @Test
  void earlyExecutorsComeWithTheDriverAndGoWithIt() {
    ManagerFixture.Agent node = cluster.agent("node-1").connect(4, 8000);
    String id = submit("one", Map.of("slipway.launch.early", "true")).ref().id();
    ContainerIdentity driver = startDriver(node);
    List<ContainerIdentity> early = node.startAll();
    assertThat(early).extracting(ContainerIdentity::id).containsExactly(id + "-1", id + "-2");
    node.ends(driver, ExitInfo.exited(0));
    assertThat(node.box.take(NodeCommand.Stop.class)).hasSize(2);
    early.forEach(each -> node.ends(each, ExitInfo.exited(143)));
    assertThat(cluster.usedCores()).isZero();
    assertThat(observe(id).state()).isEqualTo(ApplicationState.FINISHED);
  }

  /** Without early executors, unless the properties say otherwise. */
  private Observation submit(String submission, Map<String, String> properties) {
    Map<String, String> all = new HashMap<>(Map.of("slipway.launch.early", "false"));
    all.putAll(properties);
    ApplicationSpec spec =
        new ApplicationSpec(
            "test",
            MasterUrl.parse("slipway://127.0.0.1:7477"),
            DeployMode.CLUSTER,
            new MainResource.Jar("local:/app.jar", Optional.empty()),
            List.of(),
            all,
            false);
    return cluster.manager.applications(
        desk -> desk.submit(OPERATOR, new SubmitRequest(submission, "alice", spec)));
  }

  private List<Observation> all() {
    return cluster.manager.applications(
        desk -> desk.list(OPERATOR, Set.of(), 10, Optional.empty()).items());
  }

  private Observation observe(String id) {
    return cluster.manager.applications(desk -> desk.observe(OPERATOR, id));
  }

  private List<ApplicationState> states(String id) {
    return observe(id).transitions().stream().map(Transition::to).toList();
  }

  private Transition last(String id) {
    List<Transition> all = observe(id).transitions();
    return all.get(all.size() - 1);
  }

  private void stop(String id) {
    cluster.manager.applications(desk -> desk.stop(OPERATOR, id, "bob", StopMode.GRACEFUL));
  }

  private static ContainerIdentity startDriver(ManagerFixture.Agent node) {
    List<NodeCommand.StartDriver> orders = node.box.take(NodeCommand.StartDriver.class);
    assertThat(orders).hasSize(1);
    return node.started(orders.get(0).identity());
  }
}
