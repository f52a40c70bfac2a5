package dev.slipway.standalone.server;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.JvmSpec;
import dev.slipway.api.SlipwayException;
import dev.slipway.link.ServerMessage;
import dev.slipway.standalone.node.NodeCommand;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Nodes that are being drained: drivers are told to decommission their executors there, drivers
 * there are let finish, and when nothing is left, or the time is over, the agent leaves. Confined
 * to the resource manager's thread.
 */
final class Drains {
  private static final Logger LOG = LoggerFactory.getLogger(Drains.class);
  // Whoever was not there, or not ready for it, hears of it again.
  private static final Duration TELL_EVERY = Duration.ofSeconds(5);

  private final Ledger ledger;
  private final Containers containers;
  private final ApplicationStore store;
  private final Limits limits;
  private final Clock clock;
  private final Map<String, Instant> marks;

  Drains(Ledger ledger, Containers containers, ApplicationStore store, Limits limits, Clock clock) {
    this.ledger = ledger;
    this.containers = containers;
    this.store = store;
    this.limits = limits;
    this.clock = clock;
    this.marks = new HashMap<>(store.drained());
  }

  /**
   * Recorded when it returns. Twice is once.
   *
   * @throws SlipwayException NOT_FOUND, SYSTEM
   */
  NodeView begin(String id) {
    Node node = ledger.node(id);
    if (node == null) {
      throw new SlipwayException(
          ErrorCode.NOT_FOUND, "there is no node " + id + " here", "see slipway cluster status");
    }
    if (!node.isDrained()) {
      Instant now = clock.instant();
      store.drain(id, now);
      marks.put(id, now);
      node.drainedSince = Optional.of(now);
      LOG.info("{} is drained", id);
    }
    advance(node);
    return NodeView.of(node, ledger.used(node), ledger.containersOn(node));
  }

  /** One that says hello may have been drained before. */
  void greeted(Node node) {
    node.drainedSince = Optional.ofNullable(marks.get(node.id));
    node.tellAt = clock.instant();
  }

  /** One that comes back later is a new one. */
  void left(Node node) {
    if (marks.remove(node.id) != null) {
      store.left(node.id);
    }
  }

  void tick() {
    ledger.nodes().stream().filter(Node::isDrained).forEach(this::advance);
  }

  private void advance(Node node) {
    Instant now = clock.instant();
    if (now.isBefore(node.tellAt)) {
      return;
    }
    node.tellAt = now.plus(TELL_EVERY);
    node.send(new NodeCommand.Drain());
    Instant until = node.drainedSince.orElseThrow().plus(limits.decommission());
    for (Container container : ledger.containersOn(node)) {
      if (!until.isAfter(now)) {
        containers.stop(
            container, node.id + " was decommissioned, and its time is over", limits.stopGrace());
      } else if (container.identity.role() == JvmSpec.Role.EXECUTOR
          && container.stopping.isEmpty()) {
        tell(container, node);
      }
    }
    if (ledger.containersOn(node).isEmpty() && node.strays.isEmpty()) {
      node.send(new NodeCommand.Leave());
    }
  }

  private void tell(Container container, Node node) {
    Application application = ledger.application(container.identity.of());
    if (application != null) {
      application.send(
          new ServerMessage.Decommission(container.executor(), node.id + " is decommissioned"));
    }
  }
}
