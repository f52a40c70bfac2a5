package dev.slipway.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.ApplicationState;
import dev.slipway.api.DeployMode;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.ExitInfo;
import dev.slipway.api.MainResource;
import dev.slipway.api.MasterUrl;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.submit.Observation;
import dev.slipway.api.submit.StopMode;
import dev.slipway.api.submit.Transition;
import dev.slipway.standalone.driver.DriverMessage;
import dev.slipway.standalone.node.ContainerIdentity;
import dev.slipway.standalone.node.NodeCommand;
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
    assertThat(cluster.manager.<List<String>>applications(desk -> desk.containerNames(id)))
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
    ManagerFixture.Agent small = cluster.agent("node-1").connect(1, 8000);
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

  private Observation submit(String submission, Map<String, String> properties) {
    ApplicationSpec spec =
        new ApplicationSpec(
            "test",
            MasterUrl.parse("slipway://127.0.0.1:7477"),
            DeployMode.CLUSTER,
            new MainResource.Jar("local:/app.jar", Optional.empty()),
            List.of(),
            new HashMap<>(properties),
            false);
    return cluster.manager.applications(
        desk -> desk.submit(new SubmitRequest(submission, "alice", spec)));
  }

  private List<Observation> all() {
    return cluster.manager.applications(desk -> desk.list(Set.of(), 10, Optional.empty()).items());
  }

  private Observation observe(String id) {
    return cluster.manager.applications(desk -> desk.observe(id));
  }

  private List<ApplicationState> states(String id) {
    return observe(id).transitions().stream().map(Transition::to).toList();
  }

  private Transition last(String id) {
    List<Transition> all = observe(id).transitions();
    return all.get(all.size() - 1);
  }

  private void stop(String id) {
    cluster.manager.applications(
        desk -> {
          desk.stop(id, "bob", StopMode.GRACEFUL);
          return id;
        });
  }

  private static ContainerIdentity startDriver(ManagerFixture.Agent node) {
    List<NodeCommand.StartDriver> orders = node.box.take(NodeCommand.StartDriver.class);
    assertThat(orders).hasSize(1);
    return node.started(orders.get(0).identity());
  }
}
