package dev.slipway.standalone.server;

import dev.slipway.api.ContainerState;
import dev.slipway.api.driver.Demand;
import dev.slipway.api.driver.ExecutorObservation;
import dev.slipway.api.driver.ProfileId;
import dev.slipway.link.DriverMessage;
import dev.slipway.link.ServerMessage;
import dev.slipway.standalone.node.Attempt;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One SparkContext, as the resource manager knows it. Confined to its thread. */
final class Application {
  /** Where it stands with its driver. */
  enum Stage {
    /** Its driver is connected, or may come back. */
    LIVE,
    /** Its containers are being ended. */
    ENDING,
    ENDED
  }

  final String id;

  /** Its id and the run of its driver that made it. */
  final Attempt attempt;

  String registration;
  String name;
  final String user;

  /** Under which its containers run where nodes are told so; as its driver's token says. */
  Optional<String> account = Optional.empty();

  Stage stage = Stage.LIVE;

  /** Empty while its driver's connection is broken. */
  @Nullable Peer<ServerMessage> peer;

  Instant heardAt;

  /** Its driver said that its context is stopped. */
  boolean unregistered;

  /** No SparkContext has registered as it yet: its executors boot early. */
  boolean early;

  /** By when one must have. */
  Instant earlyUntil = Instant.MAX;

  /** By when its driver must be back; empty while it is connected. */
  Optional<Instant> awaitedUntil = Optional.empty();

  /** No executors before: after a restart of the server, nodes come back with those it has. */
  Instant scheduleFrom;

  final Map<String, Container> containers = new LinkedHashMap<>();

  /** Executors that its driver counts on and no node has reported yet. */
  final Map<String, ExecutorObservation> missing = new HashMap<>();

  /**
   * What it still wants of a profile.
   *
   * @param since it wants it, or was given the last one
   */
  record Pending(int count, Instant since) {}

  private final SortedMap<ProfileId, Pending> pending =
      new TreeMap<>((a, b) -> Integer.compare(a.number(), b.number()));
  private Map<ProfileId, Demand> demands = Map.of();
  private long generation = -1;
  private final Set<String> refused = new HashSet<>();
  private int lastExecutor;
  private long exits;

  Application(Attempt attempt, String registration, String name, String user, Instant now) {
    this.id = attempt.application();
    this.attempt = attempt;
    this.registration = registration;
    this.name = name;
    this.user = user;
    this.heardAt = now;
    this.scheduleFrom = now;
  }

  void send(ServerMessage message) {
    Peer<ServerMessage> open = peer;
    if (open != null) {
      open.send(message);
    }
  }

  /** Before its SparkContext is there, which may wish otherwise. */
  void beginsEarly(Optional<Demand> first, Instant now, Instant until) {
    early = true;
    earlyUntil = until;
    first.ifPresent(
        demand -> {
          demands = Map.of(new ProfileId(0), demand);
          pending.put(new ProfileId(0), new Pending(demand.count(), now));
        });
  }

  /** Its SparkContext, or the one that it was found without. */
  void claimedBy(DriverMessage.Register context) {
    early = false;
    if (registration.isEmpty()) {
      registration = context.registration();
      name = context.name();
    }
  }

  /** Whether its driver, or its submission on that one's behalf, may be given executors. */
  boolean mayBeGiven() {
    return stage == Stage.LIVE && (peer != null || early);
  }

  /** A driver that comes back counts its generations on; its newest want is to be heard again. */
  void forgetWants() {
    generation = -1;
  }

  /** Whether it is news. */
  boolean want(DriverMessage.Want want, Instant now) {
    if (want.generation() <= generation || stage != Stage.LIVE) {
      return false;
    }
    generation = want.generation();
    demands = Map.copyOf(want.totals());
    Map<ProfileId, Pending> before = Map.copyOf(pending);
    pending.clear();
    demands.forEach(
        (profile, demand) -> {
          int lacking = demand.count() - counted(profile, want.seen());
          if (lacking > 0) {
            Pending known = before.get(profile);
            pending.put(profile, new Pending(lacking, known == null ? now : known.since()));
          }
        });
    return true;
  }

  /** Live ones that it did not give back, and those whose exit its driver had not heard of. */
  private int counted(ProfileId profile, long seen) {
    long there =
        containers.values().stream()
            .filter(container -> container.identity.profile().equals(profile))
            .filter(container -> container.stopping.isEmpty())
            .filter(container -> container.isAlive() || container.exitSequence > seen)
            .count();
    long expected =
        missing.values().stream().filter(seenLast -> seenLast.profile().equals(profile)).count();
    return Math.toIntExact(there + expected);
  }

  /** By profile, the lowest first. */
  SortedMap<ProfileId, Pending> pending() {
    return Collections.unmodifiableSortedMap(pending);
  }

  Optional<Demand> demand(ProfileId profile) {
    return Optional.ofNullable(demands.get(profile));
  }

  void placed(ProfileId profile, Instant now) {
    pending.computeIfPresent(
        profile, (same, one) -> one.count() > 1 ? new Pending(one.count() - 1, now) : null);
  }

  void wantNothing() {
    pending.clear();
  }

  /** Whether this recipe was not refused yet. */
  boolean refuse(String recipeHash) {
    return refused.add(recipeHash);
  }

  String nextExecutor() {
    return Integer.toString(++lastExecutor);
  }

  /** Adds one that is there, however it came. */
  void add(Container container) {
    containers.put(container.identity.name(), container);
    missing.remove(container.identity.name());
    lastExecutor = Math.max(lastExecutor, Integer.parseInt(container.identity.name()));
  }

  void expect(ExecutorObservation executor) {
    missing.put(executor.id().text(), executor);
    lastExecutor = Math.max(lastExecutor, Integer.parseInt(executor.id().text()));
  }

  long nextExit() {
    return ++exits;
  }

  long exits() {
    return exits;
  }

  List<Container> alive() {
    return containers.values().stream().filter(Container::isAlive).toList();
  }

  /** Whether it has nothing left but what lies on nodes that nobody reaches. */
  boolean isQuiet() {
    return alive().stream().allMatch(container -> container.state() == ContainerState.UNKNOWN);
  }
}
