package dev.slipway.standalone.node;

import dev.slipway.api.JvmSpec;
import dev.slipway.api.Memory;
import dev.slipway.api.SlipwayException;
import dev.slipway.standalone.node.NodeMessage.PoolSize;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * JVMs that were started and warmed up before there is an application for them. Each is given to
 * one container, and is that container's from then on. They have what of the node's memory its
 * containers leave, and give it back at once. Safe for use by several threads.
 */
final class Pool implements AutoCloseable {
  /** The application that took one is starting; and who took one may take more. */
  static final Duration REST = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(Pool.class);

  /** What starts them. */
  interface Booter {
    /**
     * @param ready told when it waits for its hand-over
     * @param ended told when its process has ended, whoever's it is by then
     * @throws SlipwayException SYSTEM and others: it cannot be started, and nothing of it is left
     */
    PooledJvm boot(Recipe recipe, Consumer<PooledJvm> ready, Consumer<PooledJvm> ended);
  }

  /** Runs something later, on another thread. */
  interface Timer {
    void after(Duration delay, Runnable task);
  }

  private final Memory capacity;
  private final Supplier<Memory> containers;
  private final Booter booter;
  private final Timer timer;
  private final Runnable changed;
  private final Map<JvmSpec.Role, PoolShelf> shelves = new EnumMap<>(JvmSpec.Role.class);
  private volatile NodeMessage.Pool size;
  private boolean filling;
  private boolean closed;

  /**
   * @param capacity the node's memory
   * @param containers what its containers have of it now, those being started included
   * @param changed told when {@link #size} has changed; must not block, nor call this
   */
  Pool(
      PoolSettings wanted,
      Memory capacity,
      Supplier<Memory> containers,
      Booter booter,
      Timer timer,
      Clock clock,
      Runnable changed) {
    this.capacity = capacity;
    this.containers = containers;
    this.booter = booter;
    this.timer = timer;
    this.changed = changed;
    for (JvmSpec.Role role : JvmSpec.Role.values()) {
      shelves.put(role, new PoolShelf(wanted.of(role), clock));
    }
    this.size = count();
  }

  /** Fills it, with JVMs of these recipes as long as nobody asks for others. */
  synchronized void start(List<Recipe> first) {
    first.forEach(recipe -> shelf(recipe.role()).wants(recipe));
    fillAfter(Duration.ZERO);
  }

  /**
   * The JVM for a new container, whose own from now on; empty: it is to start one itself. In either
   * case there is room for the container when this returns.
   *
   * @throws SlipwayException INVALID_VALUE, what is asked for cannot be started
   */
  synchronized Optional<PooledJvm> take(Recipe asked) {
    PoolShelf shelf = shelf(asked.role());
    Optional<PooledJvm> taken = shelf.take(asked);
    taken.ifPresent(jvm -> LOG.info("{} is taken", jvm.folder().name()));
    if (taken.isEmpty()) {
      shelf.missed(asked);
    }
    makeRoom();
    changed();
    fillAfter(REST);
    return taken;
  }

  /** A container has ended. */
  synchronized void roomAgain() {
    fillAfter(REST);
  }

  /** What was last counted; never waits. */
  NodeMessage.Pool size() {
    return size;
  }

  /** Ends all that is nobody's; nothing is started any more. */
  @Override
  public synchronized void close() {
    closed = true;
    shelves.values().forEach(PoolShelf::clear);
    changed();
  }

  private void fillAfter(Duration delay) {
    boolean isOfUse = shelves.values().stream().anyMatch(PoolShelf::isShort);
    if (isOfUse && !filling && !closed) {
      filling = true;
      timer.after(delay, this::fill);
    }
  }

  /** One at a time: they are to disturb nobody. */
  private synchronized void fill() {
    filling = false;
    if (closed) {
      return;
    }
    shelves.values().forEach(PoolShelf::endStale);
    boolean busy = shelves.values().stream().anyMatch(PoolShelf::isBooting);
    Optional<PoolShelf> next =
        shelves.values().stream()
            .filter(shelf -> shelf.isDue() && fits(shelf.recipe()))
            .findFirst();
    if (!busy && next.isPresent()) {
      boot(next.get());
    }
    // Those that wait for their time.
    shelves.values().stream()
        .flatMap(shelf -> shelf.pause().stream())
        .min(Duration::compareTo)
        .ifPresent(this::fillAfter);
    changed();
  }

  private void boot(PoolShelf shelf) {
    try {
      shelf.booting(booter.boot(shelf.recipe(), this::ready, this::ended));
    } catch (RuntimeException e) {
      LOG.warn("A JVM for the pool cannot be started", e);
      shelf.failed();
    }
  }

  private synchronized void ready(PooledJvm jvm) {
    if (shelf(jvm.role()).ready(jvm)) {
      LOG.info("{} is ready", jvm.folder().name());
      changed();
      fillAfter(Duration.ZERO);
    }
  }

  private synchronized void ended(PooledJvm jvm) {
    if (shelf(jvm.role()).ended(jvm)) {
      LOG.warn("{} has ended by itself", jvm.folder().name());
      jvm.end();
      changed();
      fillAfter(Duration.ZERO);
    }
  }

  private void makeRoom() {
    while (!fits(Memory.ofMebibytes(0))) {
      Optional<PooledJvm> least =
          shelves.values().stream().flatMap(shelf -> shelf.leastOfUse().stream()).findFirst();
      if (least.isEmpty()) {
        return;
      }
      LOG.info("{} makes room for a container", least.get().folder().name());
      shelf(least.get().role()).giveUp(least.get());
    }
  }

  private boolean fits(Recipe more) {
    return fits(more.resources().memory());
  }

  private boolean fits(Memory more) {
    long pooled = all().mapToLong(jvm -> jvm.memory().mebibytes()).sum();
    return containers.get().mebibytes() + pooled + more.mebibytes() <= capacity.mebibytes();
  }

  private Stream<PooledJvm> all() {
    return shelves.values().stream().flatMap(PoolShelf::all);
  }

  private PoolShelf shelf(JvmSpec.Role role) {
    return Objects.requireNonNull(shelves.get(role));
  }

  private NodeMessage.Pool count() {
    return new NodeMessage.Pool(count(JvmSpec.Role.DRIVER), count(JvmSpec.Role.EXECUTOR));
  }

  private PoolSize count(JvmSpec.Role role) {
    return shelf(role).size();
  }

  private void changed() {
    NodeMessage.Pool now = count();
    if (!now.equals(size)) {
      size = now;
      changed.run();
    }
  }
}
