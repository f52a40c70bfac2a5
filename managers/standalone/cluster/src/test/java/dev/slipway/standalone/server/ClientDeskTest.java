package dev.slipway.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.api.ApplicationState;
import dev.slipway.api.DeployMode;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.ExitInfo;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.submit.Observation;
import dev.slipway.api.submit.StopMode;
import dev.slipway.api.submit.Transition;
import dev.slipway.link.DriverMessage;
import dev.slipway.link.Protocol;
import dev.slipway.link.ServerMessage;
import dev.slipway.standalone.node.NodeCommand;
import dev.slipway.standalone.server.ManagerFixture.Agent;
import dev.slipway.standalone.server.ManagerFixture.Driver;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the cluster tells of applications whose driver runs at a client. */
class ClientDeskTest {
  private static final Bearer OPERATOR = new Bearer.Operator();
  private static final Duration UNTIL_GIVEN_UP = Duration.ofSeconds(2);

  private final ManagerFixture cluster = new ManagerFixture();
  private final Agent node = cluster.agent("one").connect(2, 4000);
  private Mailbox<ServerMessage> process = new Mailbox<>();

  @Test
  void itsLifeIsItsProcesssAndItsExitCodeIsKnown() {
    String id = begin(Optional.empty());
    assertThat(observe(id).state()).isEqualTo(ApplicationState.STARTING);
    Driver driver = context(id);
    assertThat(observe(id).state()).isEqualTo(ApplicationState.RUNNING);
    driver.say(new DriverMessage.Unregister());
    assertThat(observe(id).state()).as("the process goes on").isEqualTo(ApplicationState.RUNNING);
    over(Optional.of(7));
    Observation ended = observe(id);
    assertThat(ended.state()).isEqualTo(ApplicationState.FAILED);
    assertThat(ended.exit().flatMap(ExitInfo::code)).contains(7);
    assertThat(ended.deployMode()).isEqualTo(DeployMode.CLIENT);
    assertThat(ended.transitions())
        .extracting(Transition::to)
        .containsExactly(
            ApplicationState.STARTING, ApplicationState.RUNNING, ApplicationState.FAILED);
  }

  @Test
  void oneWithoutASparkContextFinishesToo() {
    String id = begin(Optional.empty());
    over(Optional.of(0));
    assertThat(observe(id).state()).isEqualTo(ApplicationState.FINISHED);
  }

  @Test
  void afterSystemExitNobodyPretendsToKnowTheCode() {
    String id = begin(Optional.empty());
    over(Optional.empty());
    assertThat(observe(id).state()).isEqualTo(ApplicationState.FINISHED);
    assertThat(observe(id).exit()).isEmpty();
  }

  @Test
  void oneThatDiesIsUnknownThenFailed() {
    String id = begin(Optional.empty());
    cluster.manager.driverGone(process, "test");
    assertThat(observe(id).state()).isEqualTo(ApplicationState.UNKNOWN);
    cluster.pass(UNTIL_GIVEN_UP, node);
    assertThat(observe(id).state()).isEqualTo(ApplicationState.FAILED);
    assertThat(last(id).why()).contains("died");
  }

  @Test
  void oneWhoseConnectionOnlyBrokeGoesOn() {
    String id = begin(Optional.empty());
    context(id);
    cluster.manager.driverGone(process, "test");
    begin(Optional.of(id));
    cluster.pass(Duration.ofSeconds(10), node);
    assertThat(observe(id).state()).isEqualTo(ApplicationState.RUNNING);
  }

  @Test
  void aServerThatWasStartedAgainKnowsItOnceItIsBack() {
    String id = begin(Optional.empty());
    cluster.restart();
    begin(Optional.of(id));
    context(id);
    assertThat(observe(id).state()).isEqualTo(ApplicationState.RUNNING);
  }

  @Test
  void itsContextMayBeBackBeforeItsProcess() {
    String id = begin(Optional.empty());
    cluster.restart();
    Driver driver = context(id);
    begin(Optional.of(id));
    driver.say(new DriverMessage.Unregister());
    over(Optional.of(3));
    assertThat(observe(id).state()).isEqualTo(ApplicationState.FAILED);
    assertThat(observe(id).exit().flatMap(ExitInfo::code)).contains(3);
  }

  @Test
  void whoWasStoppedWhileItsConnectionWasBrokenHearsOfItWhenItIsBack() {
    String id = begin(Optional.empty());
    cluster.manager.driverGone(process, "test");
    stop(OPERATOR, id);
    begin(Optional.of(id));
    assertThat(process.takeOne(ServerMessage.Leave.class).why()).isEqualTo("stopped by bob");
  }

  @Test
  void aContextOfAProcessThatSlipwayDidNotStartIsListedToo() {
    Driver driver = cluster.driver("embedded").connect();
    assertThat(observe(driver.application).state()).isEqualTo(ApplicationState.RUNNING);
    driver.say(new DriverMessage.Unregister());
    assertThat(observe(driver.application).state()).isEqualTo(ApplicationState.FINISHED);
    assertThat(observe(driver.application).exit()).isEmpty();
  }

  @Test
  void whoStopsItTellsItsProcessAndEndsItsExecutors() {
    String id = begin(Optional.empty());
    Driver driver = context(id);
    driver.want(1);
    node.startAll();
    stop(OPERATOR, id);
    assertThat(process.takeOne(ServerMessage.Leave.class).why()).isEqualTo("stopped by bob");
    assertThat(node.box.take(NodeCommand.Stop.class)).hasSize(1);
    over(Optional.of(143));
    assertThat(observe(id).state()).isEqualTo(ApplicationState.KILLED);
    assertThat(last(id).why()).isEqualTo("stopped by bob");
  }

  @Test
  void aContextAloneIsToldThatItWasStopped() {
    Driver driver = cluster.driver("embedded").connect();
    stop(OPERATOR, driver.application);
    assertThat(driver.box.takeOne(ServerMessage.Fatal.class).problem().problem())
        .contains("stopped by bob");
    assertThat(observe(driver.application).state()).isEqualTo(ApplicationState.KILLED);
  }

  @Test
  void nobodyBeginsAsAnothersApplication() {
    process = new Mailbox<>(new Bearer.User("alice"));
    String id = begin(Optional.empty());
    process = new Mailbox<>(new Bearer.User("eve"));
    hello(Optional.of(id));
    assertThat(process.takeOne(ServerMessage.Refused.class).problem().code())
        .isEqualTo(ErrorCode.CONFLICT);
    assertThat(process.isDropped()).isTrue();
  }

  @Test
  void whatIsAnothersIsNotThere() {
    process = new Mailbox<>(new Bearer.User("alice"));
    String id = begin(Optional.empty());
    Bearer eve = new Bearer.User("eve");
    assertThatThrownBy(() -> stop(eve, id))
        .isInstanceOfSatisfying(
            SlipwayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    assertThat(list(eve)).isEmpty();
    assertThat(list(new Bearer.User("alice"))).hasSize(1);
    assertThat(observe(id).user()).isEqualTo("alice");
  }

  private String begin(Optional<String> known) {
    if (known.isPresent()) {
      process = new Mailbox<>(process.bearer());
    }
    hello(known);
    return process.takeOne(ServerMessage.Begun.class).application();
  }

  private void hello(Optional<String> known) {
    cluster.manager.driverSaid(process, new DriverMessage.Hello(Protocol.VERSION));
    cluster.manager.driverSaid(
        process, new DriverMessage.Begin(known, "test", "mallory", Optional.empty()));
  }

  private void over(Optional<Integer> code) {
    cluster.manager.driverSaid(process, new DriverMessage.Over(code));
    cluster.manager.driverGone(process, "closed");
  }

  private Driver context(String id) {
    Driver driver = cluster.driver("context");
    driver.application = id;
    return driver.connect();
  }

  private Observation observe(String id) {
    return cluster.manager.applications(desk -> desk.observe(OPERATOR, id));
  }

  private Transition last(String id) {
    List<Transition> all = observe(id).transitions();
    return all.get(all.size() - 1);
  }

  private void stop(Bearer who, String id) {
    cluster.manager.applications(desk -> desk.stop(who, id, "bob", StopMode.GRACEFUL));
  }

  private List<Observation> list(Bearer who) {
    return cluster.manager.applications(
        desk -> desk.list(who, Set.of(), 10, Optional.empty()).items());
  }
}
