package dev.slipway.standalone.server;

import dev.slipway.api.ContainerMemory;
import dev.slipway.api.ContainerState;
import dev.slipway.api.ExitInfo;
import dev.slipway.api.JvmSpec;
import dev.slipway.api.Memory;
import dev.slipway.api.Resources;
import dev.slipway.api.driver.Demand;
import dev.slipway.api.driver.ExecutorId;
import dev.slipway.api.driver.ExecutorRecipe;
import dev.slipway.api.driver.ProfileId;
import dev.slipway.api.driver.ReleaseReason;
import dev.slipway.link.DriverMessage;
import dev.slipway.link.Protocol;
import dev.slipway.link.ServerMessage;
import dev.slipway.standalone.node.ContainerIdentity;
import dev.slipway.standalone.node.NodeCommand;
import dev.slipway.standalone.node.NodeMessage;
import dev.slipway.standalone.node.NodeMessage.ContainerReport;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A resource manager with a clock that stands still, and the two sides that speak with it. */
final class ManagerFixture {
  static final Limits LIMITS = Limits.defaults();
  static final ProfileId DEFAULT = new ProfileId(0);

  final TestClock clock = new TestClock();
  final List<String> moves = new ArrayList<>();
  ApplicationStore store = ApplicationStore.none();
  ResourceManager manager = manager();

  private ResourceManager manager() {
    return new ResourceManager(
        (container, from, why) ->
            moves.add(container.identity.name() + " " + from + " " + container.state()),
        store,
        new Identifiers(clock, new SecureRandom()),
        "http://127.0.0.1:7477/v1/logs",
        LIMITS,
        clock);
  }

  /** As after kill -9: nothing is known any more. */
  void restart() {
    manager = manager();
  }

  /** In steps as the server ticks, answering pings as living peers do. */
  void pass(Duration time, Agent... living) {
    for (long past = 0; past < time.toMillis(); past += 500) {
      clock.pass(Duration.ofMillis(500));
      for (Agent agent : living) {
        agent.say(new NodeMessage.Pong());
      }
      manager.tick();
    }
  }

  NodeView node(String id) {
    return manager.view().stream().filter(node -> node.id().equals(id)).findFirst().orElseThrow();
  }

  int usedCores() {
    return manager.view().stream().mapToInt(node -> node.used().cores()).sum();
  }

  static ExecutorRecipe recipe(int cores, long memory) {
    JvmSpec jvm =
        new JvmSpec(
            JvmSpec.Role.EXECUTOR,
            Memory.ofMebibytes(memory - 384),
            cores,
            List.of(),
            Map.of(),
            "",
            "",
            Map.of(),
            List.of("--executor-id", "{{EXECUTOR_ID}}", "--app-id", "{{APP_ID}}"));
    ContainerMemory sum =
        new ContainerMemory(
            Memory.ofMebibytes(memory - 384),
            Memory.ofMebibytes(384),
            Memory.ofMebibytes(0),
            Memory.ofMebibytes(0));
    return new ExecutorRecipe(cores, sum, jvm, "hash-" + cores + "-" + memory);
  }

  /** One node's agent. */
  final class Agent {
    final String id;
    Mailbox<NodeCommand> box = new Mailbox<>();
    String key = "key";
    final List<ContainerReport> held = new ArrayList<>();

    Agent(String id) {
      this.id = id;
    }

    Agent connect(int cores, long memory) {
      box = new Mailbox<>();
      say(
          new NodeMessage.NodeHello(
              Protocol.VERSION,
              id,
              key,
              "host-of-" + id,
              new Resources(cores, Memory.ofMebibytes(memory)),
              List.copyOf(held)));
      return this;
    }

    void say(NodeMessage message) {
      manager.nodeSaid(box, message);
    }

    /** Does what it was ordered, and says so. */
    List<ContainerIdentity> startAll() {
      List<ContainerIdentity> started =
          box.take(NodeCommand.Start.class).stream().map(NodeCommand.Start::identity).toList();
      for (ContainerIdentity identity : started) {
        held.add(new ContainerReport(identity, ContainerState.RUNNING, Optional.empty()));
        say(new NodeMessage.Started(identity.id(), Optional.empty()));
      }
      return started;
    }

    /** It runs here now, and is said to. */
    ContainerIdentity started(ContainerIdentity identity) {
      held.add(new ContainerReport(identity, ContainerState.RUNNING, Optional.empty()));
      say(new NodeMessage.Started(identity.id(), Optional.empty()));
      return identity;
    }

    void ends(ContainerIdentity identity, ExitInfo exit) {
      held.removeIf(report -> report.identity().equals(identity));
      say(new NodeMessage.Ended(identity.id(), exit));
    }

    void breaks() {
      manager.nodeGone(box, "test");
    }
  }

  Agent agent(String id) {
    return new Agent(id);
  }

  /** One driver. */
  final class Driver {
    final String registration;
    Mailbox<ServerMessage> box = new Mailbox<>();
    String application = "";
    int attempt = 1;
    long generation;
    long seen;

    Driver(String registration) {
      this.registration = registration;
    }

    Driver connect() {
      box = new Mailbox<>();
      say(new DriverMessage.Hello(Protocol.VERSION));
      say(
          new DriverMessage.Register(
              registration,
              "test",
              "alice",
              Optional.of(application).filter(id -> !id.isEmpty()),
              attempt,
              List.of()));
      box.take(ServerMessage.Registered.class)
          .forEach(registered -> application = registered.application());
      return this;
    }

    void say(DriverMessage message) {
      manager.driverSaid(box, message);
    }

    void want(int count) {
      want(count, recipe(1, 1000), Set.of());
    }

    void want(int count, ExecutorRecipe recipe, Set<String> excluded) {
      Demand demand = new Demand(count, recipe, Map.of(), excluded);
      say(new DriverMessage.Want(++generation, seen, Map.of(DEFAULT, demand)));
    }

    void release(String executor) {
      say(new DriverMessage.Release(new ExecutorId(executor), ReleaseReason.UNNEEDED));
    }

    List<String> allocated() {
      return box.take(ServerMessage.Allocated.class).stream()
          .map(message -> message.executor().seen().id().text())
          .toList();
    }

    /** Hears of exits, as the driver does. */
    List<ServerMessage.Exited> exits() {
      List<ServerMessage.Exited> exits = box.take(ServerMessage.Exited.class);
      exits.forEach(exit -> seen = Math.max(seen, exit.sequence()));
      return exits;
    }

    void dies() {
      manager.driverGone(box, "test");
    }
  }

  Driver driver(String registration) {
    return new Driver(registration);
  }
}
