package dev.slipway.standalone.node;

import dev.slipway.api.JvmSpec;
import dev.slipway.api.Memory;
import dev.slipway.api.SlipwayException;
import dev.slipway.launch.Appearance;
import dev.slipway.launch.Handover;
import dev.slipway.launch.process.ContainerFolder;
import dev.slipway.launch.process.ContainerProcess;
import dev.slipway.launch.process.ProcessTree;
import dev.slipway.launch.process.Shim;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts JVMs for the pool as containers are started, but without an identity. */
final class PoolBooter implements Pool.Booter {
  private static final Logger LOG = LoggerFactory.getLogger(PoolBooter.class);
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration BOUND = Duration.ofSeconds(5);

  private final ContainerStore store;
  private final NodeIsolation isolation;
  private final Shim shim;
  private final Executor workers;

  PoolBooter(ContainerStore store, NodeIsolation isolation, Shim shim, Executor workers) {
    this.store = store;
    this.isolation = isolation;
    this.shim = shim;
    this.workers = workers;
  }

  @Override
  public PooledJvm boot(Recipe recipe, Consumer<PooledJvm> ready, Consumer<PooledJvm> ended) {
    ContainerFolder folder = store.createPooled();
    try {
      folder.joins(isolation.group(folder));
      recipe.lay(folder);
      Handover.isForThePool(folder.handover());
      JvmStart start = recipe.in(folder);
      start.account().ifPresent(account -> account.own(folder));
      isolation.createInBackground(folder, recipe.resources());
      Jvm jvm =
          new Jvm(
              recipe.role(), recipe.resources().memory(), folder, start, start.begin(shim, folder));
      LOG.info("{} boots", folder.name());
      workers.execute(() -> watch(jvm, ready));
      var unused = jvm.process.ended().thenRun(() -> workers.execute(() -> ended.accept(jvm)));
      return jvm;
    } catch (RuntimeException e) {
      end(folder);
      throw e;
    }
  }

  private void watch(Jvm jvm, Consumer<PooledJvm> ready) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (!Appearance.await(Handover.awaited(jvm.folder.handover()), LOOK_AGAIN)) {
        if (!jvm.isAlive()) {
          return;
        }
        if (System.nanoTime() > end) {
          LOG.warn("{} is not ready after {}", jvm.folder.name(), PATIENCE);
          jvm.process.end(Duration.ZERO);
          return;
        }
      }
      ready.accept(jvm);
    } catch (IOException e) {
      LOG.warn("{} cannot be watched", jvm.folder.name(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends what an agent had that was killed. */
  void endLeftovers() {
    store.pooled().forEach(this::end);
  }

  private void end(ContainerFolder folder) {
    try {
      ProcessTree tree =
          ProcessTree.of(folder.name(), folder.leader()).within(isolation.group(folder));
      if (!tree.end(Duration.ZERO, BOUND)) {
        LOG.error("{} has processes that cannot be ended", folder.name());
      }
      isolation.remove(folder);
      owner(folder).ifPresent(account -> remove(account, folder));
      store.discard(folder);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SlipwayException e) {
      LOG.error("{} cannot be removed", folder.name(), e);
    }
  }

  /** Another than the agent's. */
  private static Optional<Account> owner(ContainerFolder folder) {
    try {
      String owner = Files.getOwner(folder.tmp()).getName();
      return owner.equals(System.getProperty("user.name"))
          ? Optional.empty()
          : Optional.of(Account.find(owner));
    } catch (IOException e) {
      LOG.warn("Nobody knows whose {} is", folder.name(), e);
      return Optional.empty();
    }
  }

  private static void remove(Account account, ContainerFolder folder) {
    try {
      account.remove(folder);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Jvm implements PooledJvm {
    private final JvmSpec.Role role;
    private final Memory memory;
    private final ContainerFolder folder;
    private final JvmStart start;
    private final ContainerProcess process;

    Jvm(
        JvmSpec.Role role,
        Memory memory,
        ContainerFolder folder,
        JvmStart start,
        ContainerProcess process) {
      this.role = role;
      this.memory = memory;
      this.folder = folder;
      this.start = start;
      this.process = process;
    }

    @Override
    public JvmSpec.Role role() {
      return role;
    }

    @Override
    public Memory memory() {
      return memory;
    }

    @Override
    public ContainerFolder folder() {
      return folder;
    }

    @Override
    public JvmStart start() {
      return start;
    }

    @Override
    public ContainerProcess process() {
      return process;
    }

    @Override
    public boolean isAlive() {
      return folder.exitStatus().isEmpty() && process.isAlive();
    }

    @Override
    public void end() {
      PoolBooter.this.end(folder);
    }
  }
}
