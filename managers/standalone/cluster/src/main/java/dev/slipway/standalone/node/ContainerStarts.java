package dev.slipway.standalone.node;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.DeployMode;
import dev.slipway.api.JvmSpec;
import dev.slipway.api.MainResource;
import dev.slipway.api.MasterUrl;
import dev.slipway.api.SlipwayException;
import dev.slipway.launch.DriverSize;
import dev.slipway.launch.EarlyExecutors;
import dev.slipway.launch.Handover;
import dev.slipway.launch.archive.ArchiveUse;
import dev.slipway.launch.process.ContainerFolder;
import dev.slipway.launch.process.ContainerProcess;
import dev.slipway.launch.process.Shim;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How this node starts what the server orders: with a JVM of the pool's, or with a new one. */
final class ContainerStarts {
  private static final Logger LOG = LoggerFactory.getLogger(ContainerStarts.class);

  private final NodeJvms jvms;
  private final NodeDrivers drivers;
  private final ContainerStore store;
  private final NodeIsolation isolation;
  private final Shim shim;
  private final Pool pool;

  ContainerStarts(
      NodeJvms jvms,
      NodeDrivers drivers,
      ContainerStore store,
      NodeIsolation isolation,
      Shim shim,
      Pool pool) {
    this.jvms = jvms;
    this.drivers = drivers;
    this.store = store;
    this.isolation = isolation;
    this.shim = shim;
    this.pool = pool;
  }

  Order order(NodeCommand.Start start) {
    return new ExecutorOrder(start, jvms, drivers);
  }

  Order order(NodeCommand.StartDriver start) {
    return new DriverOrder(start, drivers);
  }

  /**
   * @param unarchived why it has no class-data archive; empty: it has one
   */
  record Begun(ContainerProcess process, Optional<String> unarchived) {}

  /**
   * @param account under which it runs; empty: the agent's
   * @return empty when it was told to stop before
   * @throws SlipwayException RESOURCE_MISSING, SYSTEM, INVALID_VALUE
   */
  Optional<Begun> begin(HeldContainer held, Order order, Optional<Account> account) {
    order.memory().ifPresent(held::sized);
    Recipe recipe = order.recipe(account);
    Optional<PooledJvm> pooled = pool.take(recipe);
    return pooled.isPresent()
        ? begun(withPooled(pooled.get(), held, order, account), pooled.get().start())
        : withNew(held, order, recipe, account);
  }

  private static Optional<Begun> begun(Optional<ContainerProcess> process, JvmStart start) {
    return process.map(started -> new Begun(started, ArchiveUse.reason(start.words())));
  }

  private Optional<Begun> withNew(
      HeldContainer held, Order order, Recipe recipe, Optional<Account> account) {
    ContainerFolder folder = store.create(held.identity());
    folder.joins(held.group());
    recipe.lay(folder);
    JvmStart start = recipe.in(folder);
    order.prepare(folder, account).ifPresent(held::handOver);
    account.ifPresent(each -> each.own(folder));
    // What is handed over belongs to whoever has the folder by then.
    held.waits();
    isolation.create(folder, held.identity().resources());
    return begun(held.start(() -> start.begin(shim, folder)), start);
  }

  /** Recorded first: an agent that comes after a kill must know whose it is. */
  private Optional<ContainerProcess> withPooled(
      PooledJvm pooled, HeldContainer held, Order order, Optional<Account> account) {
    ContainerFolder folder = pooled.folder();
    store.label(folder, held.identity());
    held.moves(folder, isolation.group(folder), pooled.start());
    isolation.create(folder, held.identity().resources());
    Optional<Handover> handover = order.prepare(folder, account);
    Optional<ContainerProcess> started = held.start(pooled::process);
    if (started.isPresent()) {
      // The server may have been quicker.
      handover.ifPresentOrElse(held::handOver, held::deliver);
    }
    return started;
  }

  /** When the pool's JVM was dead, or died, before it took what it was given; once. */
  Optional<ContainerProcess> beginAgain(HeldContainer held) {
    Optional<JvmStart> again = held.secondTry();
    if (again.isEmpty()) {
      return Optional.empty();
    }
    LOG.warn("{} is started again: its JVM of the pool has ended", held.identity().id());
    try {
      return held.startAgain(() -> again.get().begin(shim, held.folder()));
    } catch (SlipwayException e) {
      LOG.error("{} cannot be started again", held.identity().id(), e);
      return Optional.empty();
    }
  }

  /**
   * For one whose process an earlier agent has left. Executors wait for the server, drivers for
   * their agent only.
   *
   * @return whether it waits for nothing that nobody has
   */
  boolean isComplete(HeldContainer held) {
    if (held.identity().role() == JvmSpec.Role.DRIVER && held.isWaiting()) {
      drivers.handover(held.folder()).ifPresent(held::handOver);
      return !held.isWaiting();
    }
    return true;
  }

  /** For an application without any settings, of the agent's own user. */
  List<Recipe> defaults(MasterUrl master) {
    ApplicationSpec plain =
        new ApplicationSpec(
            "",
            master,
            DeployMode.CLUSTER,
            new MainResource.Jar("", Optional.empty()),
            List.of(),
            Map.of(),
            false);
    List<Recipe> recipes = new ArrayList<>();
    recipes.add(
        new DriverOrder.Jvm(plain, DriverSize.of(plain).resources(), Optional.empty(), drivers));
    EarlyExecutors.of(plain, System.getProperty("user.name"), 1)
        .map(
            first ->
                new ExecutorOrder.Jvm(
                    first.recipe().jvm(),
                    first.recipe().resources(),
                    Optional.empty(),
                    Optional.empty(),
                    jvms,
                    drivers))
        .ifPresent(recipes::add);
    return recipes;
  }
}
