package dev.slipway.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.ExitInfo;
import dev.slipway.api.JvmSpec;
import dev.slipway.api.driver.Demand;
import dev.slipway.api.driver.ExecutorId;
import dev.slipway.api.driver.ExecutorRecipe;
import dev.slipway.api.driver.ReleaseReason;
import dev.slipway.launch.Handover;
import dev.slipway.link.DriverMessage;
import dev.slipway.link.Protocol;
import dev.slipway.link.ServerMessage;
import dev.slipway.standalone.node.NodeCommand;
import dev.slipway.standalone.server.ManagerFixture.Agent;
import dev.slipway.standalone.server.ManagerFixture.Driver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Executors that are started before their SparkContext is there, on a clock that stands still. */
class EarlyExecutorsTest {
  private final ManagerFixture cluster = new ManagerFixture();
  private final Agent node = cluster.agent("one").connect(2, 4000);
  private final Driver driver = cluster.driver("first");
  private Mailbox<ServerMessage> process = new Mailbox<>();

  @Test
  void theyStartWithTheDriversProcessAndAreHandedOverToItsContext() {
    begin(Optional.empty(), 2);
    List<NodeCommand.Start> started = node.box.take(NodeCommand.Start.class);
    assertThat(started).hasSize(2);
    assertThat(started.get(0).jvm().arguments()).isEmpty();
    assertThat(started.get(0).handover()).isEmpty();
    started.forEach(each -> node.started(each.identity()));

    assertThat(found()).containsExactly("1", "2");
    driver.want(2, withSecret("hush"), Set.of());
    List<NodeCommand.HandOver> over = node.box.take(NodeCommand.HandOver.class);
    assertThat(over).hasSize(2);
    Handover first = over.get(0).handover();
    assertThat(first.arguments())
        .containsExactly("--executor-id", "1", "--app-id", driver.application);
    assertThat(first.secret()).hasValue("hush");
    assertThat(first.logs()).containsOnlyKeys("stdout", "stderr");
    assertThat(node.box.take(NodeCommand.Start.class)).isEmpty();
    driver.want(2, withSecret("hush"), Set.of());
    assertThat(node.box.take(NodeCommand.HandOver.class)).as("a second time").isEmpty();
  }

  @Test
  void anotherRecipeIsNotHandedOverAndItsReleaseIsReplaced() {
    begin(Optional.empty(), 1);
    node.startAll();
    found();
    driver.want(1, ManagerFixture.recipe(2, 2000), Set.of());
    assertThat(node.box.take(NodeCommand.HandOver.class)).isEmpty();
    driver.say(new DriverMessage.Release(new ExecutorId("1"), ReleaseReason.WRONG_RECIPE));
    driver.want(1, ManagerFixture.recipe(2, 2000), Set.of());
    node.ends(node.held.get(0).identity(), ExitInfo.exited(143));
    assertThat(driver.allocated()).containsExactly("2");
    assertThat(node.box.take(NodeCommand.Start.class).get(0).handover()).isPresent();
  }

  @Test
  void aProcessThatDiesBeforeItsContextLeavesNothing() {
    begin(Optional.empty(), 2);
    node.startAll();
    cluster.manager.driverGone(process, "test");
    cluster.pass(Duration.ofSeconds(2), node);
    endWhatIsStopped();
    assertThat(cluster.usedCores()).isZero();
  }

  @Test
  void aContextThatDoesNotComeInTimeCostsItsExecutorsOnly() {
    begin(Optional.empty(), 2);
    node.startAll();
    cluster.pass(ManagerFixture.LIMITS.early().plusSeconds(1), node);
    endWhatIsStopped();
    assertThat(cluster.usedCores()).isZero();
    found();
    driver.want(1);
    assertThat(driver.allocated()).containsExactly("3");
  }

  @Test
  void theNextContextOfTheProcessIsAnotherApplication() {
    begin(Optional.empty(), 1);
    node.startAll();
    found();
    driver.say(new DriverMessage.Unregister());
    endWhatIsStopped();
    Driver second = cluster.driver("second");
    second.application = driver.application;
    second.connect();
    assertThat(second.application).isNotEqualTo(driver.application);
    second.want(1);
    assertThat(second.allocated()).hasSize(1);
  }

  @Test
  void aRestartedServerFindsThemAndHandsThemOver() {
    begin(Optional.empty(), 2);
    node.startAll();
    cluster.restart();
    begin(Optional.of(driver.application), 2);
    node.connect(2, 4000);
    assertThat(node.box.take(NodeCommand.Start.class)).as("none twice").isEmpty();
    assertThat(found()).containsExactly("1", "2");
    driver.want(2);
    assertThat(node.box.take(NodeCommand.HandOver.class)).hasSize(2);
    assertThat(node.box.take(NodeCommand.Start.class)).isEmpty();
  }

  @Test
  void aNodeThatWasAwayHearsOfTheHandoverWhenItIsBack() {
    begin(Optional.empty(), 1);
    node.startAll();
    node.breaks();
    found();
    driver.want(1);
    node.connect(2, 4000);
    assertThat(node.box.take(NodeCommand.HandOver.class)).hasSize(1);
  }

  @Test
  void oneThatDiesWhileItWaitsIsReplacedAsAnyOther() {
    begin(Optional.empty(), 1);
    node.startAll();
    node.ends(node.held.get(0).identity(), ExitInfo.exited(1));
    found();
    driver.seen = 1;
    driver.want(1);
    assertThat(driver.allocated()).containsExactly("2");
  }

  private void begin(Optional<String> known, int count) {
    process = new Mailbox<>();
    cluster.manager.driverSaid(process, new DriverMessage.Hello(Protocol.VERSION));
    Demand first = new Demand(count, waiting(), Map.of(), Set.of());
    cluster.manager.driverSaid(
        process, new DriverMessage.Begin(known, "test", "alice", Optional.of(first)));
    driver.application = process.take(ServerMessage.Begun.class).get(0).application();
  }

  /** The context is there; which executors it is told of. */
  private List<String> found() {
    String begun = driver.application;
    driver.box = new Mailbox<>();
    driver.say(new DriverMessage.Hello(Protocol.VERSION));
    driver.say(
        new DriverMessage.Register(
            driver.registration, "test", "alice", Optional.of(begun), 1, List.of()));
    ServerMessage.Registered there = driver.box.take(ServerMessage.Registered.class).get(0);
    assertThat(there.application()).isEqualTo(begun);
    return there.executors().stream().map(view -> view.seen().id().text()).toList();
  }

  private void endWhatIsStopped() {
    for (NodeCommand.Stop stop : node.box.take(NodeCommand.Stop.class)) {
      List.copyOf(node.held).stream()
          .filter(report -> report.identity().id().equals(stop.container()))
          .forEach(report -> node.ends(report.identity(), ExitInfo.exited(143)));
    }
  }

  private static ExecutorRecipe waiting() {
    ExecutorRecipe full = ManagerFixture.recipe(1, 1000);
    return new ExecutorRecipe(
        full.cores(), full.memory(), jvm(full, Map.of(), List.of()), full.hash());
  }

  private static ExecutorRecipe withSecret(String secret) {
    ExecutorRecipe full = ManagerFixture.recipe(1, 1000);
    JvmSpec jvm = jvm(full, Map.of(Handover.SECRET_VARIABLE, secret), full.jvm().arguments());
    return new ExecutorRecipe(full.cores(), full.memory(), jvm, full.hash());
  }

  private static JvmSpec jvm(
      ExecutorRecipe recipe, Map<String, String> environment, List<String> arguments) {
    JvmSpec jvm = recipe.jvm();
    return new JvmSpec(
        jvm.role(),
        jvm.heap(),
        jvm.cores(),
        jvm.javaOptions(),
        jvm.systemProperties(),
        jvm.extraClassPath(),
        jvm.libraryPath(),
        environment,
        arguments);
  }
}
