package dev.slipway.standalone.server;

import dev.slipway.api.submit.LaunchReport;
import dev.slipway.link.DriverMessage;
import dev.slipway.link.Protocol;
import dev.slipway.link.ServerMessage;
import dev.slipway.standalone.node.NodeCommand;
import dev.slipway.standalone.node.NodeMessage;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Owns everything that the cluster knows. It is told what happens, one thing after the other by one
 * thread, and decides at once: no locks, no waiting. Its clock decides what is late, so it must be
 * ticked several times a second.
 */
final class ResourceManager {
  private final Ledger ledger;
  private final Placing placing;
  private final Explanations explanations;
  private final EarlyDesk early;
  private final ClientDesk clients;
  private final DriverDesk drivers;
  private final NodeDesk nodes;
  private final SubmissionDesk submissions;
  private final ApplicationDesk applications;
  private final Drains drains;
  private final LaunchDesk launches;
  private final Clock clock;
  private Instant pingAt;

  /**
   * @param logs the URL under which containers' logs are served
   */
  ResourceManager(
      Journal journal,
      ApplicationStore store,
      Identifiers identifiers,
      String logs,
      Limits limits,
      Clock clock) {
    this.ledger = new Ledger(journal);
    Containers containers = new Containers(ledger, identifiers, logs);
    this.placing = new Placing(ledger, containers, limits.backfillPatience(), clock);
    this.explanations = new Explanations(containers, clock, limits.explanation());
    this.early = new EarlyDesk(ledger, containers, limits, clock);
    this.clients = new ClientDesk(ledger, early, identifiers, limits, clock);
    this.drivers =
        new DriverDesk(
            ledger, containers, placing, explanations, clients, identifiers, limits, clock);
    this.submissions =
        new SubmissionDesk(
            ledger, containers, placing, drivers, early, identifiers, store, limits, clock);
    this.applications = new ApplicationDesk(ledger, submissions, drivers, limits);
    this.launches = new LaunchDesk(ledger, store, clock);
    this.drains = new Drains(ledger, containers, store, limits, clock);
    this.nodes = new NodeDesk(ledger, containers, submissions, drains, limits, clock);
    this.clock = clock;
    this.pingAt = clock.instant();
  }

  void driverSaid(Peer<ServerMessage> peer, DriverMessage message) {
    if (message instanceof DriverMessage.Progress progress) {
      launches.heard(peer.bearer(), progress);
    } else {
      drivers.said(peer, message);
    }
    settle();
  }

  void driverGone(Peer<ServerMessage> peer, String why) {
    drivers.gone(peer, why);
    settle();
  }

  void nodeSaid(Peer<NodeCommand> peer, NodeMessage message) {
    nodes.said(peer, message);
    if (message instanceof NodeMessage.Started started) {
      launches.started(started);
    }
    settle();
  }

  void nodeGone(Peer<NodeCommand> peer, String why) {
    nodes.gone(peer, why);
    settle();
  }

  void tick() {
    early.tick();
    clients.tick();
    drivers.tick();
    nodes.tick();
    drains.tick();
    ping();
    settle();
  }

  /** Decides at once what follows from what is done there. */
  <T> T applications(Function<ApplicationDesk, T> call) {
    T answer = call.apply(applications);
    settle();
    return answer;
  }

  NodeView decommission(String node) {
    NodeView view = drains.begin(node);
    settle();
    return view;
  }

  List<NodeView> view() {
    return ledger.nodes().stream()
        .map(node -> NodeView.of(node, ledger.used(node), ledger.containersOn(node)))
        .toList();
  }

  /** The container, when this key opens its logs. */
  Optional<LogPlace> logPlace(String id, String key) {
    Container container = ledger.container(id);
    if (container == null || !container.identity.readKey().equals(key)) {
      return Optional.empty();
    }
    Node node = ledger.node(container.node);
    Peer<NodeCommand> peer = node == null ? null : node.peer;
    return Optional.of(new LogPlace(container.node, id, Optional.ofNullable(peer)));
  }

  /** Where an application's container lies, for whoever may ask about the application. */
  LogPlace logPlaceOf(Bearer who, String application, String name) {
    ApplicationDesk.Place place = applications.placeOf(who, application, name);
    Node node = ledger.node(place.node());
    Peer<NodeCommand> peer = node == null ? null : node.peer;
    return new LogPlace(place.node(), place.container(), Optional.ofNullable(peer));
  }

  /** Where a container's logs lie. */
  record LogPlace(String node, String container, Optional<Peer<NodeCommand>> agent) {}

  private void settle() {
    drivers.settle();
    clients.settle();
    explanations.answer();
    placing.placeExecutors();
    // Last: when it cannot record, everything else goes on.
    submissions.settle();
    launches.settle();
  }

  /** For whoever may ask about the application. */
  LaunchReport launch(Bearer bearer, String application) {
    return launches.report(bearer, application);
  }

  private void ping() {
    Instant now = clock.instant();
    if (now.isBefore(pingAt)) {
      return;
    }
    pingAt = now.plus(Protocol.PING_EVERY);
    ledger.nodes().forEach(node -> node.send(new NodeCommand.Ping()));
    ledger.applications().forEach(application -> application.send(new ServerMessage.Ping()));
    clients.ping();
  }
}
