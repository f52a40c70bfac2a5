package dev.slipway.standalone.server;

import dev.slipway.api.ContainerState;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.ExitInfo;
import dev.slipway.api.JvmSpec;
import dev.slipway.api.SlipwayException;
import dev.slipway.link.Protocol;
import dev.slipway.link.ServerMessage.Problem;
import dev.slipway.standalone.node.ContainerIdentity;
import dev.slipway.standalone.node.NodeCommand;
import dev.slipway.standalone.node.NodeMessage;
import dev.slipway.standalone.node.NodeMessage.ContainerReport;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Speaks with nodes' agents. A node whose connection broke is unknown, and lost when it stays so;
 * it may come back even then. Confined to the resource manager's thread.
 */
final class NodeDesk {
  private static final Logger LOG = LoggerFactory.getLogger(NodeDesk.class);

  private final Ledger ledger;
  private final Containers containers;
  private final SubmissionDesk submissions;
  private final Drains drains;
  private final Limits limits;
  private final Clock clock;
  private final Map<Peer<NodeCommand>, Node> byPeer = new IdentityHashMap<>();

  NodeDesk(
      Ledger ledger,
      Containers containers,
      SubmissionDesk submissions,
      Drains drains,
      Limits limits,
      Clock clock) {
    this.ledger = ledger;
    this.containers = containers;
    this.submissions = submissions;
    this.drains = drains;
    this.limits = limits;
    this.clock = clock;
  }

  void said(Peer<NodeCommand> peer, NodeMessage message) {
    if (message instanceof NodeMessage.NodeHello hello) {
      hello(peer, hello);
      return;
    }
    Node node = byPeer.get(peer);
    if (node == null) {
      refuse(peer, "a node's first message must be NodeHello");
      return;
    }
    heard(node);
    if (message instanceof NodeMessage.Started started) {
      started(node, started.container());
    } else if (message instanceof NodeMessage.Description description) {
      node.isolation = description.isolation();
    } else if (message instanceof NodeMessage.Pool pool) {
      node.pool = pool;
    } else if (message instanceof NodeMessage.Ended ended) {
      ended(node, ended.container(), ended.exit());
    } else if (message instanceof NodeMessage.Goodbye) {
      leaves(node, "its agent was stopped");
      drains.left(node);
    }
  }

  /** A connection ended: its node is unknown, if that was its newest connection. */
  void gone(Peer<NodeCommand> peer, String why) {
    Node node = byPeer.remove(peer);
    if (node != null && node.peer == peer) {
      node.peer = null;
      unknown(node, why);
    }
  }

  void tick() {
    Instant now = clock.instant();
    for (Node node : ledger.nodes()) {
      if (node.peer != null && isPast(node.heardAt, limits.nodeQuiet(), now)) {
        unknown(node, "silence");
      }
      if (node.unknownSince.filter(at -> isPast(at, limits.nodeSilence(), now)).isPresent()) {
        leaves(
            node,
            "its node " + node.id + " was silent for " + limits.nodeSilence().toSeconds() + " s");
      }
    }
  }

  private static boolean isPast(Instant start, Duration limit, Instant now) {
    return !start.plus(limit).isAfter(now);
  }

  private void unknown(Node node, String why) {
    if (node.unknownSince.isEmpty()) {
      LOG.info("{} is unknown: {}", node.id, why);
      node.unknownSince = Optional.of(clock.instant());
      ledger.containersOn(node).forEach(containers::unreachable);
    }
  }

  /** A sign of life: the same process and connection, so it knows what it knew. */
  private void heard(Node node) {
    node.heardAt = clock.instant();
    if (node.unknownSince.isPresent()) {
      LOG.info("{} is back", node.id);
      node.unknownSince = Optional.empty();
      ledger
          .containersOn(node)
          .forEach(container -> containers.reachable(container, limits.stopGrace()));
    }
  }

  private void leaves(Node node, String why) {
    LOG.info("{} is gone: {}", node.id, why);
    ledger.containersOn(node).forEach(each -> containers.exited(each, ExitInfo.lost(why)));
    ledger.remove(node);
    Peer<NodeCommand> open = node.peer;
    if (open != null) {
      byPeer.remove(open);
      open.drop();
    }
  }

  private void hello(Peer<NodeCommand> peer, NodeMessage.NodeHello hello) {
    if (hello.protocol() != Protocol.VERSION) {
      refuse(
          peer,
          "the node speaks version "
              + hello.protocol()
              + " of the protocol, the server "
              + Protocol.VERSION);
      return;
    }
    Node known = ledger.node(hello.node());
    if (known != null && known.isReady() && !known.key.equals(hello.key())) {
      refuse(peer, taken(known));
      return;
    }
    Node node =
        known == null
            ? new Node(hello.node(), hello.key(), hello.host(), hello.capacity(), clock.instant())
            : known;
    if (known == null) {
      ledger.add(node);
    }
    boolean sameFolder = node.key.equals(hello.key());
    Peer<NodeCommand> before = node.peer;
    node.peer = peer;
    node.key = hello.key();
    node.host = hello.host();
    node.capacity = hello.capacity();
    node.heardAt = clock.instant();
    node.unknownSince = Optional.empty();
    node.strays.clear();
    drains.greeted(node);
    byPeer.put(peer, node);
    if (before != null && before != peer) {
      byPeer.remove(before);
      before.drop();
    }
    LOG.info("{} on {} has {}", node.id, node.host, node.capacity);
    peer.send(new NodeCommand.Welcome(Protocol.VERSION));
    compare(node, hello, sameFolder);
  }

  private void compare(Node node, NodeMessage.NodeHello hello, boolean sameFolder) {
    Set<String> reported = new HashSet<>();
    for (ContainerReport report : hello.containers()) {
      reported.add(report.identity().id());
      compare(node, report);
    }
    for (Container container : ledger.containersOn(node)) {
      if (reported.contains(container.identity.id())) {
        continue;
      }
      // What a node once began it remembers until it is told to forget it.
      boolean neverBegan = sameFolder && !container.begun;
      if (!neverBegan || !submissions.giveAgain(container)) {
        containers.exited(container, ExitInfo.lost(node.id + " does not know of it any more"));
      }
    }
    submissions.reported(node);
  }

  private void compare(Node node, ContainerReport report) {
    ContainerIdentity identity = report.identity();
    Container container = ledger.container(identity.id());
    Application application = ledger.application(identity.of());
    boolean executor = identity.role() == JvmSpec.Role.EXECUTOR;
    if (container == null && !executor) {
      container = submissions.found(identity, node);
    } else if (container == null
        && application != null
        && application.stage == Application.Stage.LIVE) {
      container = new Container(identity, node.id, node.host);
      container.waiting = true;
      ledger.add(application, container);
      ledger.move(container, ContainerState.ALLOCATED, "found on " + node.id);
    }
    if (report.exit().isPresent()) {
      ended(node, identity.id(), report.exit().get());
    } else if (container != null && container.isAlive() && container.node.equals(node.id)) {
      container.begun |= report.state() != ContainerState.ALLOCATED;
      containers.reachable(container, limits.stopGrace());
    } else if (application == null && executor && isAdoptable(identity)) {
      adopt(node, report);
    } else {
      LOG.info("{} still runs on {}, though it was given up", identity.id(), node.id);
      node.strays.put(identity.id(), identity.resources());
      node.send(new NodeCommand.Stop(identity.id(), limits.orphanGrace().toMillis()));
    }
  }

  private boolean isAdoptable(ContainerIdentity identity) {
    Submitted submitted = ledger.submitted(identity.application());
    return Identifiers.isApplication(identity.application())
        && (submitted == null
            || (!submitted.isOver() && submitted.attempt().equals(identity.of())));
  }

  /** After a restart of the server: its driver, if there is one, comes back too. */
  private void adopt(Node node, ContainerReport report) {
    ContainerIdentity identity = report.identity();
    Instant now = clock.instant();
    Application application = new Application(identity.of(), "", "(not back yet)", "", now);
    application.awaitedUntil = Optional.of(now.plus(limits.driverSilence()));
    application.account = identity.account();
    ledger.add(application);
    Container container = new Container(identity, node.id, node.host);
    container.waiting = true;
    ledger.add(application, container);
    ledger.move(container, ContainerState.ALLOCATED, "found on " + node.id);
    container.begun = report.state() != ContainerState.ALLOCATED;
    containers.reachable(container, limits.stopGrace());
  }

  private void started(Node node, String id) {
    Container container = ledger.container(id);
    if (container == null || !container.node.equals(node.id)) {
      return;
    }
    container.begun = true;
    if (container.state() == ContainerState.ALLOCATED) {
      ledger.move(container, ContainerState.RUNNING, "started");
    }
  }

  private void ended(Node node, String id, ExitInfo exit) {
    node.strays.remove(id);
    Container container = ledger.container(id);
    if (container != null && container.node.equals(node.id)) {
      containers.exited(container, exit);
      // Recorded before its node forgets it.
      submissions.settle();
    }
    node.send(new NodeCommand.Forget(id));
  }

  private static SlipwayException taken(Node known) {
    return new SlipwayException(
        ErrorCode.CONFLICT,
        "there is a node " + known.id + " already, on " + known.host + " in another work folder",
        "start this one with another --id");
  }

  private static void refuse(Peer<NodeCommand> peer, String problem) {
    refuse(
        peer,
        new SlipwayException(
            ErrorCode.PROTOCOL, problem, "run the same version of Slipway on both sides"));
  }

  private static void refuse(Peer<NodeCommand> peer, SlipwayException why) {
    peer.send(new NodeCommand.Refused(Problem.of(why)));
    peer.drop();
  }
}
