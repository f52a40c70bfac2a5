package dev.slipway.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.ContainerState;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.ExitInfo;
import dev.slipway.api.driver.ExecutorId;
import dev.slipway.api.driver.ExecutorObservation;
import dev.slipway.api.driver.ReleaseReason;
import dev.slipway.launch.Handover;
import dev.slipway.link.DriverMessage;
import dev.slipway.link.Protocol;
import dev.slipway.link.ServerMessage;
import dev.slipway.standalone.node.ContainerIdentity;
import dev.slipway.standalone.node.NodeCommand;
import dev.slipway.standalone.node.NodeMessage;
import dev.slipway.standalone.server.ManagerFixture.Agent;
import dev.slipway.standalone.server.ManagerFixture.Driver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ResourceManagerTest {
  private final ManagerFixture cluster = new ManagerFixture();
  private final Agent one = cluster.agent("one").connect(2, 4000);
  private final Driver driver = cluster.driver("first").connect();

  @Test
  void executorsAreStartedToldAndCounted() {
    driver.want(2);
    assertThat(driver.allocated()).containsExactly("1", "2");
    NodeCommand.Start start = one.box.take(NodeCommand.Start.class).get(0);
    Handover handover = start.handover().orElseThrow();
    assertThat(handover.arguments())
        .containsExactly("--executor-id", "1", "--app-id", driver.application);
    assertThat(handover.logs().get("stderr"))
        .contains(start.identity().id())
        .endsWith("/stderr?key=" + start.identity().readKey());
    assertThat(cluster.node("one").used().toString()).isEqualTo("2 cores, 2000m");
  }

  @Test
  void totalsAreTotalsAndTheNewestCounts() {
    driver.want(1);
    driver.want(1);
    driver.say(new DriverMessage.Want(1, 0, Map.of()));
    assertThat(driver.allocated()).containsExactly("1");
    driver.want(2);
    assertThat(driver.allocated()).containsExactly("2");
  }

  @Test
  void aLowerCountTakesBackWhatIsPendingOnly() {
    driver.want(5);
    assertThat(driver.allocated()).hasSize(2);
    driver.want(1);
    one.startAll();
    driver.release("1");
    one.ends(identity("1"), ExitInfo.exited(0));
    assertThat(driver.allocated()).isEmpty();
    assertThat(cluster.usedCores()).isEqualTo(1);
  }

  @Test
  void anExitIsReplacedOnlyByAWantThatKnewOfIt() {
    driver.want(1);
    driver.allocated();
    one.startAll();
    one.ends(identity("1"), ExitInfo.exited(1));
    driver.want(1); // sent before the news arrived
    assertThat(driver.allocated()).isEmpty();
    ServerMessage.Exited exit = driver.exits().get(0);
    assertThat(exit.exit().code()).hasValue(1);
    assertThat(exit.exit().blame()).isEqualTo(ExitInfo.Blame.APPLICATION);
    driver.want(1);
    assertThat(driver.allocated()).containsExactly("2");
  }

  @Test
  void aReleasedOneIsReplacedByTheNextWantAndItsEndIsNobodysFault() {
    driver.want(1);
    driver.allocated();
    one.startAll();
    driver.release("1");
    driver.release("1");
    assertThat(one.box.takeOne(NodeCommand.Stop.class).container()).isEqualTo(id("1"));
    driver.want(1);
    assertThat(driver.allocated()).containsExactly("2");
    one.ends(identity("1"), ExitInfo.exited(143));
    assertThat(driver.exits().get(0).exit().blame()).isEqualTo(ExitInfo.Blame.PLATFORM);
    assertThat(one.box.takeOne(NodeCommand.Forget.class).container()).isEqualTo(id("1"));
  }

  @Test
  void whatIsStoppingHoldsItsResources() {
    driver.want(2);
    one.startAll();
    driver.release("1");
    Driver second = cluster.driver("second").connect();
    second.want(1);
    assertThat(second.allocated()).isEmpty();
    one.ends(identity("1"), ExitInfo.exited(143));
    assertThat(second.allocated()).hasSize(1);
  }

  @Test
  void neverFitsNamesTheSumAndTheLargestNodeOnce() {
    cluster.agent("two").connect(8, 2000);
    driver.want(1, ManagerFixture.recipe(1, 64000), Set.of());
    driver.want(2, ManagerFixture.recipe(1, 64000), Set.of());
    ServerMessage.Rejected rejected = driver.box.takeOne(ServerMessage.Rejected.class);
    assertThat(rejected.problem().code()).isEqualTo(ErrorCode.NEVER_FITS);
    assertThat(rejected.problem().problem())
        .contains("64000m = 63616m heap + 384m overhead", "will never fit", "one", "4000m");
  }

  @Test
  void aDriverThatDiedLosesItsExecutorsWithinTheLimit() {
    driver.want(2);
    one.startAll();
    driver.dies();
    cluster.pass(Duration.ofMillis(1000), one);
    assertThat(one.box.take(NodeCommand.Stop.class)).as("they leave by themselves").isEmpty();
    cluster.pass(Duration.ofMillis(500), one);
    List<NodeCommand.Stop> stops = one.box.take(NodeCommand.Stop.class);
    assertThat(stops).hasSize(2);
    Limits limits = ManagerFixture.LIMITS;
    assertThat(limits.driverReturn().plus(limits.orphanGrace()))
        .isLessThanOrEqualTo(Duration.ofMillis(2500));
    assertThat(stops.get(0).graceMillis()).isEqualTo(limits.orphanGrace().toMillis());
  }

  @Test
  void aDriverWhoseConnectionOnlyBrokeKeepsThem() {
    driver.want(2);
    driver.allocated();
    one.startAll();
    driver.dies();
    cluster.pass(Duration.ofMillis(500), one);
    one.ends(identity("2"), ExitInfo.exited(5));
    String before = driver.application;
    driver.box = new Mailbox<>();
    driver.say(new DriverMessage.Hello(Protocol.VERSION));
    driver.say(
        new DriverMessage.Register("first", "test", "alice", Optional.of(before), 1, List.of()));
    ServerMessage.Registered back = driver.box.takeOne(ServerMessage.Registered.class);
    assertThat(back.application()).isEqualTo(before);
    assertThat(back.executors())
        .extracting(view -> view.seen().state())
        .containsExactly(ContainerState.RUNNING, ContainerState.EXITED);
    cluster.pass(Duration.ofSeconds(10), one);
    assertThat(one.box.take(NodeCommand.Stop.class)).isEmpty();
  }

  @Test
  void aDriverThatReturnsTooLateIsTold() {
    driver.dies();
    cluster.pass(Duration.ofSeconds(3), one);
    driver.connect();
    assertThat(driver.box.takeOne(ServerMessage.Fatal.class).problem().problem())
        .contains(driver.application);
    assertThat(driver.box.isDropped()).isTrue();
  }

  @Test
  void silenceIsNotDeathUntilItLasts() {
    driver.want(1);
    one.startAll();
    cluster.pass(Duration.ofSeconds(119), one);
    assertThat(one.box.take(NodeCommand.Stop.class)).isEmpty();
    cluster.pass(Duration.ofSeconds(4), one);
    assertThat(one.box.take(NodeCommand.Stop.class)).hasSize(1);
  }

  @Test
  void anEndedApplicationIsConfirmedWhenItsExecutorsHaveEnded() {
    driver.want(2);
    one.startAll();
    driver.say(new DriverMessage.Unregister());
    assertThat(driver.box.take(ServerMessage.Unregistered.class)).isEmpty();
    one.ends(identity("1"), ExitInfo.exited(143));
    one.ends(identity("2"), ExitInfo.exited(143));
    driver.box.takeOne(ServerMessage.Unregistered.class);
    assertThat(cluster.usedCores()).isZero();
    driver.want(2);
    assertThat(cluster.usedCores()).isZero();
  }

  @Test
  void aNodeWhoseConnectionBrokeIsUnknownThenLost() {
    driver.want(2);
    one.startAll();
    one.breaks();
    assertThat(driver.box.take(ServerMessage.Reachability.class))
        .extracting(ServerMessage.Reachability::reachable)
        .containsExactly(false, false);
    assertThat(explain("1").state()).isEqualTo(ContainerState.UNKNOWN);
    assertThat(cluster.node("one").state()).isEqualTo("UNKNOWN");
    cluster.pass(Duration.ofSeconds(59));
    assertThat(driver.exits()).isEmpty();
    cluster.pass(Duration.ofSeconds(2));
    assertThat(driver.exits())
        .hasSize(2)
        .allSatisfy(exit -> assertThat(exit.exit().blame()).isEqualTo(ExitInfo.Blame.PLATFORM));
    assertThat(cluster.manager.view()).isEmpty();
  }

  @Test
  void aNodeThatComesBackInTimeHasLostNothing() {
    driver.want(2);
    one.startAll();
    one.breaks();
    cluster.pass(Duration.ofSeconds(30));
    driver.box.take(ServerMessage.Reachability.class);
    one.connect(2, 4000);
    assertThat(driver.box.take(ServerMessage.Reachability.class))
        .extracting(ServerMessage.Reachability::reachable)
        .containsExactly(true, true);
    assertThat(driver.exits()).isEmpty();
    assertThat(cluster.usedCores()).isEqualTo(2);
  }

  @Test
  void aSilentNodeIsUnknownAndBackWithItsNextWord() {
    driver.want(1);
    one.startAll();
    cluster.pass(Duration.ofSeconds(16));
    assertThat(cluster.node("one").state()).isEqualTo("UNKNOWN");
    one.say(new NodeMessage.Pong());
    assertThat(cluster.node("one").state()).isEqualTo("READY");
    assertThat(driver.box.take(ServerMessage.Reachability.class))
        .extracting(ServerMessage.Reachability::reachable)
        .containsExactly(false, true);
  }

  @Test
  void whatADriverLostIsEndedWhenItsNodeIsBackAndCountedOnce() {
    driver.want(2);
    driver.allocated();
    one.startAll();
    one.breaks();
    driver.say(new DriverMessage.Release(ExecutorId.of(1), ReleaseReason.LOST));
    cluster.agent("two").connect(2, 4000);
    driver.want(2);
    assertThat(driver.allocated()).containsExactly("3");
    one.connect(2, 4000);
    assertThat(one.box.takeOne(NodeCommand.Stop.class).container()).isEqualTo(id("1"));
    assertThat(cluster.node("one").used().cores()).isEqualTo(2);
    one.ends(identity("1"), ExitInfo.exited(143));
    assertThat(cluster.node("one").used().cores()).isEqualTo(1);
  }

  @Test
  void aLostNodeThatComesBackEndsItsStraysAndTheyCountUntilThen() {
    driver.want(2);
    driver.allocated();
    List<ContainerIdentity> started = one.startAll();
    one.breaks();
    cluster.pass(Duration.ofSeconds(61));
    driver.exits();
    driver.want(2);
    one.connect(2, 4000);
    assertThat(one.box.take(NodeCommand.Stop.class)).hasSize(2);
    assertThat(driver.allocated()).as("no core is promised twice").isEmpty();
    assertThat(cluster.usedCores()).isEqualTo(2);
    started.forEach(identity -> one.ends(identity, ExitInfo.exited(137)));
    assertThat(driver.allocated()).containsExactly("3", "4");
  }

  @Test
  void anOrderThatWasLostWithTheConnectionIsAnExit() {
    driver.want(1);
    one.breaks();
    one.connect(2, 4000);
    assertThat(driver.exits().get(0).exit().code()).isEmpty();
  }

  @Test
  void anExplanationWaitsForNewsAndThenSaysWhatIsThere() {
    driver.want(2);
    one.startAll();
    driver.say(new DriverMessage.Explain(1, ExecutorId.of(1)));
    driver.say(new DriverMessage.Explain(2, ExecutorId.of(2)));
    assertThat(driver.box.take(ServerMessage.Explained.class)).isEmpty();
    one.ends(identity("1"), ExitInfo.exited(137));
    ServerMessage.Explained first = driver.box.takeOne(ServerMessage.Explained.class);
    assertThat(first.question()).isEqualTo(1);
    assertThat(first.executor().seen().exit().flatMap(ExitInfo::signal)).hasValue(9);
    cluster.pass(Duration.ofSeconds(3), one);
    ServerMessage.Explained second = driver.box.takeOne(ServerMessage.Explained.class);
    assertThat(second.executor().seen().state()).isEqualTo(ContainerState.RUNNING);
    driver.say(new DriverMessage.Explain(3, ExecutorId.of(99)));
    assertThat(driver.box.takeOne(ServerMessage.Explained.class).executor().seen().state())
        .isEqualTo(ContainerState.UNKNOWN);
  }

  @Test
  void aServerThatLostEverythingLearnsItAgain() {
    driver.want(2);
    driver.allocated();
    one.startAll();
    String application = driver.application;
    cluster.restart();
    one.connect(2, 4000);
    assertThat(cluster.usedCores()).isEqualTo(2);
    driver.connect();
    assertThat(driver.application).isEqualTo(application);
    driver.want(3);
    cluster.agent("two").connect(2, 4000);
    assertThat(driver.allocated()).as("ids go on").containsExactly("3");
  }

  @Test
  void afterARestartExecutorsWithoutADriverEndInTheEnd() {
    driver.want(2);
    one.startAll();
    cluster.restart();
    one.connect(2, 4000);
    cluster.pass(Duration.ofSeconds(121), one);
    assertThat(one.box.take(NodeCommand.Stop.class)).hasSize(2);
  }

  @Test
  void anAgentThatLeavesCleanlyTakesItsNodeAlong() {
    driver.want(1);
    one.startAll();
    one.ends(identity("1"), ExitInfo.exited(143).asRequested("its node was stopped"));
    one.say(new NodeMessage.Goodbye());
    assertThat(cluster.manager.view()).isEmpty();
    assertThat(driver.exits().get(0).exit().blame()).isEqualTo(ExitInfo.Blame.PLATFORM);
  }

  @Test
  void whoSpeaksBeforeItsHelloOrAnotherVersionIsRefused() {
    Mailbox<ServerMessage> stranger = new Mailbox<>();
    cluster.manager.driverSaid(stranger, new DriverMessage.Pong());
    assertThat(stranger.take(ServerMessage.Refused.class)).hasSize(1);
    assertThat(stranger.isDropped()).isTrue();
    Mailbox<ServerMessage> newer = new Mailbox<>();
    cluster.manager.driverSaid(newer, new DriverMessage.Hello(99));
    assertThat(newer.takeOne(ServerMessage.Refused.class).problem().problem()).contains("99");
    Mailbox<NodeCommand> node = new Mailbox<>();
    cluster.manager.nodeSaid(node, new NodeMessage.Pong());
    assertThat(node.take(NodeCommand.Refused.class)).hasSize(1);
  }

  @Test
  void everyMoveIsLegalAndWritten() {
    driver.want(1);
    one.startAll();
    driver.release("1");
    one.ends(identity("1"), ExitInfo.exited(143));
    assertThat(cluster.moves)
        .containsExactly(
            "1 PENDING ALLOCATED",
            "1 ALLOCATED RUNNING",
            "1 RUNNING STOPPING",
            "1 STOPPING EXITED");
  }

  private ExecutorObservation explain(String executor) {
    driver.say(new DriverMessage.Explain(7, new ExecutorId(executor)));
    return driver.box.takeOne(ServerMessage.Explained.class).executor().seen();
  }

  private String id(String name) {
    return driver.application + "-" + name;
  }

  @Test
  void aSecondAgentUnderANodesNameIsRefusedAndTheFirstOneGoesOn() {
    driver.want(1);
    one.startAll();
    ManagerFixture.Agent second = cluster.agent("one");
    second.key = "another";
    second.connect(2, 4000);
    assertThat(second.box.takeOne(NodeCommand.Refused.class).problem().code())
        .isEqualTo(ErrorCode.CONFLICT);
    assertThat(second.box.isDropped()).isTrue();
    assertThat(one.box.isDropped()).isFalse();
    assertThat(cluster.usedCores()).isEqualTo(1);
    one.breaks();
    second.connect(2, 4000);
    assertThat(second.box.take(NodeCommand.Welcome.class)).hasSize(1);
  }

  private ContainerIdentity identity(String name) {
    return one.held.stream()
        .map(NodeMessage.ContainerReport::identity)
        .filter(identity -> identity.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
