package dev.slipway.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.api.ExitInfo;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.driver.ExecutorId;
import dev.slipway.link.ServerMessage;
import dev.slipway.standalone.node.ContainerIdentity;
import dev.slipway.standalone.node.NodeCommand;
import dev.slipway.standalone.node.NodeMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that is drained, on a clock that stands still and a real record. */
class DrainsTest {
  @TempDir Path folder;
  private final ManagerFixture cluster = new ManagerFixture();
  private ManagerFixture.Agent node;

  @BeforeEach
  void start() {
    cluster.store = SqliteStore.open(folder.resolve("applications.db"));
    cluster.restart();
    node = cluster.agent("node-1").connect(2, 4000);
  }

  @AfterEach
  void close() {
    cluster.store.close();
  }

  @Test
  void itGetsNothingNewItsExecutorsAreDecommissionedAndItLeavesWhenItIsEmpty() {
    ManagerFixture.Driver driver = cluster.driver("context").connect();
    driver.want(1);
    ContainerIdentity executor = node.startAll().get(0);
    drain();
    assertThat(driver.box.takeOne(ServerMessage.Decommission.class).executor())
        .isEqualTo(new ExecutorId("1"));
    assertThat(cluster.node("node-1").state()).isEqualTo("DRAINING");
    driver.want(2);
    assertThat(node.startAll()).isEmpty();
    cluster.pass(Duration.ofSeconds(5), node);
    assertThat(node.box.take(NodeCommand.Leave.class)).isEmpty();
    node.ends(executor, ExitInfo.exited(0));
    cluster.pass(Duration.ofSeconds(5), node);
    assertThat(node.box.take(NodeCommand.Leave.class)).isNotEmpty();
    node.say(new NodeMessage.Goodbye());
    assertThat(cluster.manager.view()).isEmpty();
    node.connect(2, 4000);
    assertThat(cluster.node("node-1").state()).isEqualTo("READY");
  }

  @Test
  void aServerThatIsStartedAgainGoesOnDraining() {
    drain();
    cluster.restart();
    node.connect(2, 4000);
    assertThat(cluster.node("node-1").state()).isEqualTo("DRAINING");
    cluster.pass(Duration.ofSeconds(1), node);
    assertThat(node.box.take(NodeCommand.Leave.class)).isNotEmpty();
  }

  @Test
  void whatHasNotEndedInTimeIsEnded() {
    ManagerFixture.Driver driver = cluster.driver("context").connect();
    driver.want(1);
    ContainerIdentity executor = node.startAll().get(0);
    drain();
    cluster.clock.pass(ManagerFixture.LIMITS.decommission());
    node.say(new NodeMessage.Pong());
    cluster.manager.tick();
    assertThat(node.box.take(NodeCommand.Stop.class))
        .extracting(NodeCommand.Stop::container)
        .containsExactly(executor.id());
  }

  @Test
  void twiceIsOnceAndAnUnknownNodeIsNamed() {
    drain();
    drain();
    assertThatThrownBy(() -> cluster.manager.decommission("node-9"))
        .isInstanceOf(SlipwayException.class)
        .hasMessageContaining("node-9");
    assertThat(List.copyOf(cluster.store.drained().keySet())).containsExactly("node-1");
  }

  private void drain() {
    cluster.manager.decommission("node-1");
  }
}
