package dev.slipway.standalone.node;

import dev.slipway.launch.process.ContainerFolder;
import dev.slipway.standalone.node.NodeMessage.PoolSize;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The pool's JVMs of one role, all of one recipe. Confined to the pool's lock. */
final class PoolShelf {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
  private static final int MOST_DOUBLINGS = 5;

  /** Where two recipes are compared. */
  private static final ContainerFolder NOWHERE = new ContainerFolder(Path.of("/nowhere"));

  private final int wanted;
  private final Clock clock;
  private final List<PooledJvm> booting = new ArrayList<>();
  private final List<PooledJvm> ready = new ArrayList<>();
  private final Set<PooledJvm> stale = new HashSet<>();
  private Optional<Recipe> recipe = Optional.empty();
  private int failures;
  private Instant notBefore = Instant.MIN;

  PoolShelf(int wanted, Clock clock) {
    this.wanted = wanted;
    this.clock = clock;
  }

  void wants(Recipe next) {
    recipe = Optional.of(next);
    stale.addAll(all().toList());
    failures = 0;
    notBefore = Instant.MIN;
  }

  Optional<PooledJvm> take(Recipe asked) {
    Optional<PooledJvm> found =
        ready.stream()
            .filter(jvm -> jvm.isAlive() && asked.in(jvm.folder()).equals(jvm.start()))
            .findFirst();
    found.ifPresent(ready::remove);
    found.ifPresent(stale::remove);
    return found;
  }

  /** Somebody asked in vain: for another recipe, which counts from now on, or too early. */
  void missed(Recipe asked) {
    if (wanted == 0) {
      return;
    }
    JvmStart start = asked.in(NOWHERE);
    if (recipe.filter(now -> now.in(NOWHERE).equals(start)).isPresent()) {
      // What they were started by has changed since: there is a class-data archive now.
      stale.addAll(ready);
    } else if (start.isQuiet()) {
      wants(asked);
    }
  }

  /** Those that nobody will ask for. */
  void endStale() {
    List.copyOf(stale).forEach(this::giveUp);
  }

  boolean isShort() {
    return recipe.isPresent()
        && wanted > 0
        && (booting.size() + ready.size() < wanted || !stale.isEmpty());
  }

  boolean isBooting() {
    return !booting.isEmpty();
  }

  boolean isDue() {
    return isShort() && pause().isEmpty();
  }

  /** How long it leaves its JVMs alone that end again and again. */
  Optional<Duration> pause() {
    Instant now = clock.instant();
    return isShort() && notBefore.isAfter(now)
        ? Optional.of(Duration.between(now, notBefore))
        : Optional.empty();
  }

  /** There is one whenever it is short of JVMs. */
  Recipe recipe() {
    return recipe.orElseThrow();
  }

  void booting(PooledJvm jvm) {
    booting.add(jvm);
  }

  /** Whether that is news. */
  boolean ready(PooledJvm jvm) {
    if (!booting.remove(jvm)) {
      return false;
    }
    failures = 0;
    ready.add(jvm);
    return true;
  }

  /** Whether it was one of these. */
  boolean ended(PooledJvm jvm) {
    stale.remove(jvm);
    boolean ours = booting.remove(jvm) || ready.remove(jvm);
    if (ours) {
      failed();
    }
    return ours;
  }

  void failed() {
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS));
    failures++;
    notBefore = clock.instant().plus(pause);
  }

  void giveUp(PooledJvm jvm) {
    stale.remove(jvm);
    if (booting.remove(jvm) || ready.remove(jvm)) {
      jvm.end();
    }
  }

  void clear() {
    all().toList().forEach(this::giveUp);
  }

  Optional<PooledJvm> leastOfUse() {
    return all().findFirst();
  }

  /** What is not ready yet first. */
  Stream<PooledJvm> all() {
    return Stream.concat(booting.stream(), ready.stream());
  }

  PoolSize size() {
    return new PoolSize(ready.size(), wanted);
  }
}
