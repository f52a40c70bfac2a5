package dev.slipway.standalone.server;

import dev.slipway.api.ContainerState;
import dev.slipway.api.Memory;
import dev.slipway.api.Resources;
import dev.slipway.standalone.node.Attempt;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who has what: the one place where a container changes its state, and where what is free is
 * counted. Confined to the resource manager's thread.
 */
final class Ledger {
  private static final int ENDED_APPLICATIONS_KEPT = 200;

  private final Journal journal;
  private final Map<String, Node> nodes = new TreeMap<>();
  private final Map<Attempt, Application> applications = new LinkedHashMap<>();
  private final Map<String, Submitted> submitted = new LinkedHashMap<>();
  private final Map<String, ClientRun> clientRuns = new LinkedHashMap<>();
  private final Map<String, Container> containers = new HashMap<>();

  Ledger(Journal journal) {
    this.journal = journal;
  }

  /** Recorded, then true. Staying as it is is no change. */
  void move(Container container, ContainerState next, String why) {
    ContainerState from = container.state();
    if (from != next) {
      container.become(next);
      journal.moved(container, from, why);
    }
  }

  /** Under which a driver's executors run: its own, whatever it says itself. */
  Optional<String> account(Bearer bearer) {
    if (bearer instanceof Bearer.Driver driver) {
      Submitted submitted = submitted(driver.application());
      return submitted == null ? Optional.empty() : submitted.account;
    }
    return bearer.named();
  }

  List<Node> nodes() {
    return List.copyOf(nodes.values());
  }

  @Nullable Node node(String id) {
    return nodes.get(id);
  }

  void add(Node node) {
    nodes.put(node.id, node);
  }

  void remove(Node node) {
    nodes.remove(node.id);
  }

  List<Application> applications() {
    return List.copyOf(applications.values());
  }

  @Nullable Application application(Attempt attempt) {
    return applications.get(attempt);
  }

  Optional<Application> byRegistration(String registration) {
    return applications.values().stream()
        .filter(application -> application.registration.equals(registration))
        .findFirst();
  }

  void add(Application application) {
    applications.put(application.attempt, application);
  }

  /** Ended ones are remembered for a while: for late drivers, and for who reads logs. */
  void forgetOldest() {
    List<Application> ended =
        applications.values().stream()
            .filter(application -> application.stage == Application.Stage.ENDED)
            .filter(application -> application.alive().isEmpty())
            .toList();
    for (int i = 0; i < ended.size() - ENDED_APPLICATIONS_KEPT; i++) {
      Application oldest = ended.get(i);
      applications.remove(oldest.attempt);
      oldest.containers.values().forEach(container -> containers.remove(container.identity.id()));
    }
  }

  void add(Application application, Container container) {
    application.add(container);
    containers.put(container.identity.id(), container);
  }

  /** Oldest first. */
  List<Submitted> submitted() {
    return List.copyOf(submitted.values());
  }

  @Nullable Submitted submitted(String id) {
    return submitted.get(id);
  }

  void add(Submitted application) {
    submitted.put(application.id, application);
  }

  /** Forgets those that ended, but for the newest of them. */
  List<Submitted> forgetOldestSubmitted(int kept) {
    List<Submitted> ended = submitted.values().stream().filter(Submitted::isOver).toList();
    List<Submitted> oldest = ended.subList(0, Math.max(0, ended.size() - kept));
    for (Submitted each : oldest) {
      submitted.remove(each.id);
      Container driver = each.driver;
      if (driver != null) {
        forget(driver);
      }
    }
    return oldest;
  }

  /** In client mode. */
  Optional<ClientRun> clientRun(String id) {
    return Optional.ofNullable(clientRuns.get(id));
  }

  List<ClientRun> clientRuns() {
    return List.copyOf(clientRuns.values());
  }

  /** Adds one, and forgets the oldest of those that ended. */
  void add(ClientRun run) {
    clientRuns.put(run.id, run);
    List<ClientRun> ended = clientRuns.values().stream().filter(ClientRun::isOver).toList();
    ended.stream()
        .limit(Math.max(0, ended.size() - ENDED_APPLICATIONS_KEPT))
        .forEach(oldest -> clientRuns.remove(oldest.id));
  }

  /** Whoever runs its driver. */
  Optional<KnownApplication> known(String id) {
    Submitted inCluster = submitted.get(id);
    return inCluster != null ? Optional.of(inCluster) : clientRun(id).map(run -> run);
  }

  /** Newest first. */
  List<KnownApplication> knownApplications() {
    List<KnownApplication> all = new ArrayList<>(submitted.values());
    all.addAll(clientRuns.values());
    all.sort(Comparator.comparing(KnownApplication::since).reversed());
    return all;
  }

  /** A driver's. */
  void add(Container container) {
    containers.put(container.identity.id(), container);
  }

  /** One that has ended, and that nobody asks about any more. */
  void forget(Container container) {
    containers.remove(container.identity.id());
  }

  @Nullable Container container(String id) {
    return containers.get(id);
  }

  List<Container> containersOn(Node node) {
    List<Container> there = new ArrayList<>();
    for (Container container : containers.values()) {
      if (container.node.equals(node.id) && container.state().holdsResources()) {
        there.add(container);
      }
    }
    there.sort(Comparator.comparing(container -> container.identity.id()));
    return there;
  }

  Resources used(Node node) {
    Resources used = new Resources(0, Memory.ofMebibytes(0));
    for (Container container : containersOn(node)) {
      used = used.plus(container.identity.resources());
    }
    for (Resources stray : node.strays.values()) {
      used = used.plus(stray);
    }
    return used;
  }

  /** Nothing, when a node came back smaller than what it holds. */
  Resources free(Node node) {
    Resources used = used(node);
    long memory = node.capacity.memory().mebibytes() - used.memory().mebibytes();
    return new Resources(
        Math.max(0, node.capacity.cores() - used.cores()), Memory.ofMebibytes(Math.max(0, memory)));
  }
}
