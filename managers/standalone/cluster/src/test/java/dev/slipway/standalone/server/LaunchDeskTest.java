package dev.slipway.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.DeployMode;
import dev.slipway.api.ExitInfo;
import dev.slipway.api.MainResource;
import dev.slipway.api.MasterUrl;
import dev.slipway.api.Phase;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.submit.LaunchReport;
import dev.slipway.api.submit.PhaseTime;
import dev.slipway.link.DriverMessage;
import dev.slipway.link.Protocol;
import dev.slipway.standalone.node.ContainerIdentity;
import dev.slipway.standalone.node.NodeCommand;
import dev.slipway.standalone.node.NodeMessage;
import dev.slipway.standalone.server.ManagerFixture.Agent;
import dev.slipway.standalone.server.ManagerFixture.Driver;
import dev.slipway.standalone.submit.SubmitRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where an application's time went, on a clock that stands still. */
class LaunchDeskTest {
  private final ManagerFixture cluster = new ManagerFixture();
  private final Driver driver = cluster.driver("first");

  @TempDir Path folder;

  @BeforeEach
  void open() {
    cluster.store = SqliteStore.open(folder.resolve("applications.db"));
    cluster.restart();
  }

  @AfterEach
  void close() {
    cluster.store.close();
  }

  @Test
  void theTimelineOfAnApplicationInClusterModeAddsUp() {
    String id = submit();
    pass(300); // in the queue
    Agent node = cluster.agent("one").connect(4, 8000);
    ContainerIdentity container = order(node);
    pass(200); // its files are fetched, its process begins
    node.say(new NodeMessage.Started(container.id(), Optional.empty()));
    driver.application = id;
    pass(2000);
    driver.connect();
    say(2000, Map.of(Phase.JVM, 400L, Phase.SPARK_CONTEXT, 1500L));
    // Later news, late on the way: where its process began is not moved by it.
    pass(1500);
    say(3000, Map.of(Phase.FIRST_EXECUTOR, 1400L, Phase.FIRST_TASK, 2900L));
    assertThat(times(report(id)))
        .containsExactly(
            "COMMAND_LINE 700",
            "UPLOAD 50",
            "QUEUE 300",
            "CONTAINER 200",
            "JVM 400",
            "SPARK_CONTEXT 1100",
            "FIRST_EXECUTOR 0",
            "FIRST_TASK 1400",
            "END 600 so far");
    pass(500);
    node.ends(container, ExitInfo.exited(0));
    pass(10_000);
    LaunchReport ended = report(id);
    assertThat(ended.timeline().get(8)).isEqualTo(new PhaseTime(Phase.END, 1100, false));
    assertThat(ended.totalMillis()).isEqualTo(750 + 300 + 200 + 2000 + 1500 + 500);
  }

  @Test
  void whatIsWaitedForIsTheLastPhase() {
    String id = submit();
    pass(300);
    assertThat(times(report(id)))
        .containsExactly("COMMAND_LINE 700", "UPLOAD 50", "QUEUE 300 so far");
    cluster.manager.applications(
        desk ->
            desk.stop(new Bearer.Operator(), id, "alice", dev.slipway.api.submit.StopMode.KILL));
    pass(1000);
    assertThat(times(report(id))).containsExactly("COMMAND_LINE 700", "UPLOAD 50", "END 300");
  }

  @Test
  void theTimelineOfAnApplicationInClientModeAddsUp() {
    driver.connect();
    say(3000, Map.of(Phase.COMMAND_LINE, 500L, Phase.JVM, 900L, Phase.SPARK_CONTEXT, 2800L));
    pass(1000);
    assertThat(times(report(driver.application)))
        .containsExactly(
            "COMMAND_LINE 500", "JVM 400", "SPARK_CONTEXT 1900", "FIRST_EXECUTOR 1200 so far");
    driver.say(new DriverMessage.Unregister());
    pass(5000);
    LaunchReport ended = report(driver.application);
    assertThat(ended.totalMillis()).isEqualTo(4000);
    assertThat(ended.timeline().get(3)).isEqualTo(new PhaseTime(Phase.END, 1200, false));
  }

  @Test
  void itOutlivesTheServer() {
    driver.connect();
    say(1000, Map.of(Phase.JVM, 400L, Phase.SPARK_CONTEXT, 900L));
    driver.say(new DriverMessage.Unregister());
    LaunchReport before = report(driver.application);
    cluster.restart();
    assertThat(report(driver.application)).isEqualTo(before);
  }

  @Test
  void aDriverThatSaysItAgainToANewServerLosesNothing() {
    driver.connect();
    say(1000, Map.of(Phase.JVM, 400L));
    cluster.restart();
    pass(2000);
    driver.connect();
    say(3000, Map.of(Phase.JVM, 400L, Phase.SPARK_CONTEXT, 900L));
    assertThat(times(report(driver.application)))
        .containsExactly("JVM 400", "SPARK_CONTEXT 500", "FIRST_EXECUTOR 2100 so far");
  }

  @Test
  void containersWithoutAnArchiveSayWhy() {
    Agent node = cluster.agent("one").connect(4, 8000);
    driver.connect();
    driver.want(1);
    ContainerIdentity executor = node.box.take(NodeCommand.Start.class).get(0).identity();
    node.say(new NodeMessage.Started(executor.id(), Optional.of("an agent")));
    driver.say(
        new DriverMessage.Progress(
            driver.application, 1, 100, Map.of(Phase.JVM, 50L), Optional.of("a large heap")));
    assertThat(report(driver.application).unarchived())
        .containsExactlyInAnyOrderEntriesOf(Map.of("1", "an agent", "driver", "a large heap"));
  }

  @Test
  void whatIsAnothersIsNotThere() {
    driver.connect();
    say(1000, Map.of(Phase.JVM, 400L));
    assertThatThrownBy(() -> cluster.manager.launch(new Bearer.User("bob"), driver.application))
        .isInstanceOf(SlipwayException.class);
    assertThatThrownBy(() -> report("app-20260101000000-00000001"))
        .isInstanceOf(SlipwayException.class);
    cluster.manager.driverSaid(
        driver.box,
        new DriverMessage.Progress(
            "app-20260101000000-00000001", 1, 100, Map.of(Phase.JVM, 50L), Optional.empty()));
    assertThatThrownBy(() -> report("app-20260101000000-00000001"))
        .as("nobody can speak of an application that is not there")
        .isInstanceOf(SlipwayException.class);
  }

  private void say(long age, Map<Phase, Long> reached) {
    driver.say(new DriverMessage.Progress(driver.application, 1, age, reached, Optional.empty()));
  }

  private void pass(long millis) {
    cluster.clock.pass(Duration.ofMillis(millis));
    cluster.manager.tick();
  }

  private ContainerIdentity order(Agent node) {
    return node.box.take(NodeCommand.StartDriver.class).get(0).identity();
  }

  private LaunchReport report(String id) {
    return cluster.manager.launch(new Bearer.Operator(), id);
  }

  private static List<String> times(LaunchReport report) {
    return report.timeline().stream()
        .map(each -> each.phase() + " " + each.millis() + (each.lasts() ? " so far" : ""))
        .toList();
  }

  private String submit() {
    ApplicationSpec spec =
        new ApplicationSpec(
            "test",
            MasterUrl.parse("slipway://127.0.0.1:7477"),
            DeployMode.CLUSTER,
            new MainResource.Python("a.py"),
            List.of(),
            Map.of(
                "slipway.launch.early",
                "false",
                Protocol.COMMAND_LINE_MILLIS,
                "700",
                Protocol.UPLOAD_MILLIS,
                "50"),
            false);
    return cluster
        .manager
        .applications(
            desk -> desk.submit(new Bearer.Operator(), new SubmitRequest("one", "alice", spec)))
        .ref()
        .id();
  }
}
