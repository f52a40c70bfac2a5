package dev.slipway.standalone.server;

import dev.slipway.api.ContainerState;
import dev.slipway.api.ExitInfo;
import dev.slipway.api.JvmSpec;
import dev.slipway.api.JvmSpec.Placeholder;
import dev.slipway.api.driver.Demand;
import dev.slipway.api.driver.ExecutorRecipe;
import dev.slipway.api.driver.ProfileId;
import dev.slipway.launch.ClientFolders;
import dev.slipway.launch.DriverSize;
import dev.slipway.launch.Handover;
import dev.slipway.link.ServerMessage;
import dev.slipway.link.ServerMessage.ExecutorView;
import dev.slipway.standalone.node.Attempt;
import dev.slipway.standalone.node.ContainerIdentity;
import dev.slipway.standalone.node.NodeCommand;
import dev.slipway.standalone.submit.UploadedFile;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Starts, stops and buries containers, and tells their drivers. Confined to one thread. */
final class Containers {
  /** The name of a driver's container. */
  static final String DRIVER = "driver";

  private final Ledger ledger;
  private final Identifiers identifiers;
  private final String logs;

  /**
   * @param logs the URL under which containers' logs are served, without a slash at its end
   */
  Containers(Ledger ledger, Identifiers identifiers, String logs) {
    this.ledger = ledger;
    this.identifiers = identifiers;
    this.logs = logs;
  }

  void start(Application application, ProfileId profile, ExecutorRecipe recipe, Node node) {
    String name = application.nextExecutor();
    ContainerIdentity identity =
        new ContainerIdentity(
            application.attempt.container(name),
            application.id,
            application.attempt.number(),
            recipe.jvm().role(),
            name,
            profile,
            recipe.hash(),
            recipe.resources(),
            identifiers.readKey(),
            application.account);
    Container container = new Container(identity, node.id, node.host);
    container.waiting = recipe.jvm().arguments().isEmpty();
    ledger.add(application, container);
    ledger.move(container, ContainerState.ALLOCATED, "given by " + node.id);
    JvmSpec jvm = complete(recipe.jvm(), identity, node);
    node.send(
        new NodeCommand.Start(
            identity,
            Handover.without(jvm),
            Optional.of(recipe.memory()),
            configuration(application),
            Optional.of(handover(jvm, identity)).filter(known -> !container.waiting)));
    application.send(new ServerMessage.Allocated(view(container)));
  }

  /** What of its client's configuration its executors get, as its driver does. */
  private Optional<UploadedFile> configuration(Application application) {
    return Optional.ofNullable(ledger.submitted(application.id))
        .flatMap(each -> UploadedFile.parse(each.spec.property(ClientFolders.PROPERTY, "")));
  }

  /** Those that wait for their driver, and have the recipe that it wants, learn whose they are. */
  void handOver(Application application) {
    application.alive().forEach(container -> handOver(application, container));
  }

  private void handOver(Application application, Container container) {
    Node node = ledger.node(container.node);
    Optional<ExecutorRecipe> wanted =
        application
            .demand(container.identity.profile())
            .map(Demand::recipe)
            .filter(recipe -> recipe.hash().equals(container.identity.recipeHash()))
            .filter(recipe -> !recipe.jvm().arguments().isEmpty());
    if (container.waiting
        && container.stopping.isEmpty()
        && wanted.isPresent()
        && node != null
        && node.isReady()) {
      JvmSpec jvm = complete(wanted.get().jvm(), container.identity, node);
      node.send(
          new NodeCommand.HandOver(container.identity.id(), handover(jvm, container.identity)));
      container.waiting = false;
    }
  }

  /** Its start is on record already. */
  Container startDriver(Submitted application, DriverSize size, Node node) {
    Attempt attempt = application.attempt();
    ContainerIdentity identity =
        new ContainerIdentity(
            attempt.container(DRIVER),
            application.id,
            attempt.number(),
            JvmSpec.Role.DRIVER,
            DRIVER,
            new ProfileId(0),
            "",
            size.resources(),
            identifiers.readKey(),
            application.account);
    Container container = new Container(identity, node.id, node.host);
    ledger.add(container);
    ledger.move(container, ContainerState.ALLOCATED, "given by " + node.id);
    node.send(new NodeCommand.StartDriver(identity, application.specification(), size.memory()));
    return container;
  }

  /** A driver's, which its node had all the time. */
  Container found(ContainerIdentity identity, Node node) {
    Container container = new Container(identity, node.id, node.host);
    ledger.add(container);
    ledger.move(container, ContainerState.ALLOCATED, "found on " + node.id);
    return container;
  }

  /** Ends it, now or when its node is back. Its resources are free when it has ended. */
  void stop(Container container, String why, Duration grace) {
    if (!container.isAlive()) {
      return;
    }
    if (container.stopping.isEmpty()) {
      container.stopping = Optional.of(why);
    }
    if (container.state() != ContainerState.UNKNOWN) {
      ledger.move(container, ContainerState.STOPPING, why);
      Node node = ledger.node(container.node);
      if (node != null) {
        node.send(new NodeCommand.Stop(container.identity.id(), grace.toMillis()));
      }
    }
  }

  void exited(Container container, ExitInfo how) {
    if (!container.isAlive()) {
      return;
    }
    ExitInfo exit = container.stopping.map(how::asRequested).orElse(how);
    container.exit = Optional.of(exit);
    ledger.move(container, ContainerState.EXITED, exit.detail());
    Application application = applicationOf(container);
    if (application != null) {
      container.exitSequence = application.nextExit();
      application.send(
          new ServerMessage.Exited(container.executor(), exit, container.exitSequence));
    }
  }

  /** Its node's connection broke. */
  void unreachable(Container container) {
    if (container.isAlive() && container.state() != ContainerState.UNKNOWN) {
      // Whether the node heard of its handover is not known either; it takes it once only.
      container.waiting = true;
      ledger.move(container, ContainerState.UNKNOWN, container.node + " went silent");
      tellReachability(container, false);
    }
  }

  /** Its node is back, and has it. */
  void reachable(Container container, Duration grace) {
    if (container.stopping.isPresent()) {
      ledger.move(container, ContainerState.STOPPING, container.stopping.get());
      stop(container, container.stopping.get(), grace);
    } else if (container.isAlive()) {
      boolean wasUnknown = container.state() == ContainerState.UNKNOWN;
      ContainerState present = container.begun ? ContainerState.RUNNING : ContainerState.ALLOCATED;
      if (container.state() != present) {
        ledger.move(container, present, container.node + " says so");
      }
      if (wasUnknown) {
        tellReachability(container, true);
      }
      Application application = applicationOf(container);
      if (application != null) {
        handOver(application, container);
      }
    }
  }

  ExecutorView view(Container container) {
    return new ExecutorView(container.observe(), log(container.identity, "stderr"));
  }

  private void tellReachability(Container container, boolean reachable) {
    Application application = applicationOf(container);
    if (application != null && container.stopping.isEmpty()) {
      application.send(new ServerMessage.Reachability(container.executor(), reachable));
    }
  }

  /** Whose executor it is; nobody's for a driver, of which {@link SubmissionDesk} takes care. */
  private @Nullable Application applicationOf(Container container) {
    return switch (container.identity.role()) {
      case EXECUTOR -> ledger.application(container.identity.of());
      case DRIVER -> null;
    };
  }

  private static JvmSpec complete(JvmSpec jvm, ContainerIdentity identity, Node node) {
    return jvm.resolve(
        Map.of(
            Placeholder.EXECUTOR_ID, identity.name(),
            Placeholder.HOSTNAME, node.host,
            Placeholder.APP_ID, identity.application()));
  }

  private Handover handover(JvmSpec jvm, ContainerIdentity identity) {
    return Handover.of(
        jvm, Map.of("stdout", log(identity, "stdout"), "stderr", log(identity, "stderr")));
  }

  private String log(ContainerIdentity identity, String stream) {
    return logs + "/" + identity.id() + "/" + stream + "?key=" + identity.readKey();
  }
}
