package dev.slipway.standalone.node;

import static java.util.stream.Collectors.toSet;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.ExitInfo;
import dev.slipway.api.JvmSpec;
import dev.slipway.api.Memory;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.wire.RecordCodec;
import dev.slipway.launch.process.ContainerFolder;
import dev.slipway.launch.process.ContainerProcess;
import dev.slipway.launch.process.Shim;
import dev.slipway.link.Link;
import dev.slipway.link.Protocol;
import dev.slipway.standalone.driver.ServerAddress;
import dev.slipway.standalone.driver.ServerEnd;
import dev.slipway.standalone.driver.Token;
import dev.slipway.standalone.node.NodeMessage.ContainerReport;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs containers for a server, which it dials: a node needs no open port. Containers live on when
 * the agent dies, and are found again when it is started again; when it is stopped they are ended.
 */
public final class NodeAgent implements Link.User, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeAgent.class);
  private static final Duration LEFT_BEHIND = Duration.ofMillis(300);
  private static final Duration STOP_GRACE = Duration.ofSeconds(2);
  private static final Duration STOP_BOUND = Duration.ofSeconds(10);
  private static final Duration LOOK_AT_LOGS = Duration.ofSeconds(1);
  private static final Duration TIDY_UP = Duration.ofMinutes(1);

  private final NodeSettings settings;
  private final DaemonFolder folder;
  private final String key;
  private final ServerAddress server;
  private final NodeIsolation isolation;
  private final MemoryWatch memory = new MemoryWatch(this::alive, this::overLimit);
  private final FileCache files;
  private final ContainerStarts starts;
  private final ContainerStore store;
  private final PoolBooter booter;
  private final Pool pool;
  private final Link link;
  private final ExecutorService workers;
  private final Clock clock;
  private final Housekeeping housekeeping = new Housekeeping();
  private final Map<String, HeldContainer> containers = new ConcurrentHashMap<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private volatile boolean stopping;
  private volatile @Nullable SlipwayException refused;

  /** Does nothing yet but to write its shim. */
  NodeAgent(
      NodeSettings settings,
      ServerAddress server,
      Token token,
      DaemonFolder folder,
      NodeJvms jvms,
      NodeIsolation isolation,
      Clock clock) {
    Path workDir = folder.path();
    this.settings = settings;
    this.folder = folder;
    this.key = folder.key();
    this.server = server;
    this.isolation = isolation;
    this.clock = clock;
    this.files = new FileCache(workDir, server, token, clock);
    this.store = new ContainerStore(workDir);
    Shim shim = Shim.install(workDir);
    this.link = new Link(new ServerEnd(server, Protocol.NODES, token), this);
    this.workers =
        Executors.newCachedThreadPool(
            task -> {
              Thread made = new Thread(task, "slipway-container");
              made.setDaemon(true);
              return made;
            });
    this.booter = new PoolBooter(store, isolation, shim, this::work);
    this.pool =
        new Pool(
            settings.pool(),
            settings.capacity().memory(),
            this::usedMemory,
            booter,
            (delay, task) -> housekeeping.after(delay, () -> work(task)),
            clock,
            () -> work(this::sayPool));
    NodeDrivers drivers = new NodeDrivers(jvms, files, token, settings.forDrivers(server));
    this.starts = new ContainerStarts(jvms, drivers, store, isolation, shim, pool);
  }

  /**
   * Finds what it had, and dials the server; when that is not there yet, again and again.
   *
   * @throws SlipwayException UNAUTHORIZED, PROTOCOL, UNSUPPORTED
   */
  public void start() {
    LOG.info(
        switch (settings.runAs()) {
          case AGENT -> "All containers run under this account: for one trusted user";
          case SUBMITTER -> "Containers run under their submitters' accounts";
        });
    booter.endLeftovers();
    store.list().forEach(this::find);
    isolation.sweep(
        containers.values().stream().map(held -> held.folder().name()).collect(toSet()));
    if (isolation.isOn()) {
      memory.start();
    }
    housekeeping.every(LOOK_AT_LOGS, this::rotate);
    housekeeping.every(TIDY_UP, () -> work(this::tidy));
    pool.start(
        switch (settings.runAs()) {
          case AGENT -> starts.defaults(server.master());
          // Nobody knows yet whose.
          case SUBMITTER -> List.of();
        });
    try {
      link.connect(Duration.ZERO);
    } catch (SlipwayException e) {
      if (e.code() != ErrorCode.MASTER_UNREACHABLE) {
        throw e;
      }
      LOG.info("{} is not there yet: {}", server.master(), e.problem());
      link.connectInTime();
    }
  }

  /**
   * Returns when it was closed.
   *
   * @throws SlipwayException when the server refused it
   */
  public void awaitEnd() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    SlipwayException why = refused;
    if (why != null) {
      throw why;
    }
  }

  /** Ends all containers, says goodbye, leaves. */
  @Override
  public void close() {
    if (stopping) {
      return;
    }
    stopping = true;
    LOG.info("Stopping: {} containers are ended", alive().size());
    List<CompletableFuture<Void>> ends = new ArrayList<>();
    alive().forEach(held -> ends.add(CompletableFuture.runAsync(() -> endNow(held), workers)));
    ends.add(CompletableFuture.runAsync(pool::close, workers));
    try {
      CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new))
          .get(STOP_BOUND.toMillis(), TimeUnit.MILLISECONDS);
      send(new NodeMessage.Goodbye());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      LOG.error("Not all containers could be ended", e);
    }
    memory.close();
    housekeeping.close();
    isolation.close();
    link.close();
    workers.shutdown();
    folder.close();
    end.countDown();
  }

  @Override
  public List<String> opening() {
    List<ContainerReport> reports =
        containers.values().stream().map(HeldContainer::report).toList();
    LOG.info("Connected to {}, with {} containers", server.master(), reports.size());
    NodeMessage hello =
        new NodeMessage.NodeHello(
            Protocol.VERSION, settings.id(), key, settings.host(), settings.capacity(), reports);
    NodeMessage description = new NodeMessage.Description(isolation.describe());
    return List.of(
        RecordCodec.encode(NodeMessage.class, hello),
        RecordCodec.encode(NodeMessage.class, description),
        RecordCodec.encode(NodeMessage.class, pool.size()));
  }

  @Override
  public void received(String text) {
    try {
      heard(RecordCodec.decode(NodeCommand.class, text));
    } catch (IllegalArgumentException e) {
      LOG.error("The server says what is not understood: {}", e.getMessage());
    }
  }

  @Override
  public void broke(String why) {
    LOG.info("The connection to {} broke: {}", server.master(), why);
  }

  private void heard(NodeCommand command) {
    if (command instanceof NodeCommand.Ping) {
      send(new NodeMessage.Pong());
    } else if (command instanceof NodeCommand.Start start) {
      start(starts.order(start));
    } else if (command instanceof NodeCommand.StartDriver start) {
      start(starts.order(start));
    } else if (command instanceof NodeCommand.HandOver over) {
      Optional.ofNullable(containers.get(over.container()))
          .ifPresent(held -> work(() -> held.handOver(over.handover())));
    } else if (command instanceof NodeCommand.Stop stop) {
      Optional.ofNullable(containers.get(stop.container()))
          .ifPresent(held -> work(() -> stop(held, Duration.ofMillis(stop.graceMillis()))));
    } else if (command instanceof NodeCommand.Forget forget) {
      forget(forget.container());
    } else if (command instanceof NodeCommand.ReadLog read) {
      work(() -> send(store.read(read)));
    } else if (command instanceof NodeCommand.Welcome) {
      // What ended while nobody listened.
      containers.values().forEach(held -> held.exit().ifPresent(exit -> sayEnded(held, exit)));
    } else if (command instanceof NodeCommand.Drain) {
      work(pool::close);
    } else if (command instanceof NodeCommand.Leave) {
      LOG.info("Drained: leaving");
      // Not on the link's thread, which it ends.
      new Thread(this::close, "slipway-leave").start();
    } else if (command instanceof NodeCommand.Refused no) {
      refused = no.problem().exception();
      if (no.problem().code() == ErrorCode.CONFLICT) {
        // Another agent has this one's name: what runs here was given up, and is nobody's.
        new Thread(this::close, "slipway-leave").start();
      } else {
        end.countDown();
      }
    }
  }

  private void start(Order order) {
    ContainerIdentity identity = order.identity();
    if (stopping || containers.containsKey(identity.id())) {
      return;
    }
    HeldContainer held = held(identity, store.folder(identity.id()));
    work(() -> run(held, order));
  }

  private HeldContainer held(ContainerIdentity identity, ContainerFolder folder) {
    HeldContainer held = new HeldContainer(identity, folder, isolation.group(folder));
    containers.put(identity.id(), held);
    return held;
  }

  private void run(HeldContainer held, Order order) {
    try {
      Optional<Account> account = settings.runAs().account(held.identity());
      Optional<ContainerStarts.Begun> begun = starts.begin(held, order, account);
      if (begun.isPresent()) {
        LOG.info("{} started", held.identity().id());
        send(new NodeMessage.Started(held.identity().id(), begun.get().unarchived()));
        watch(held, begun.get().process());
      } else {
        neverBegan(held, "stopped before it began");
      }
    } catch (SlipwayException e) {
      LOG.error("{} cannot be started", held.identity().id(), e);
      neverBegan(held, settings.id() + " cannot start it: " + e.problem());
    } catch (RuntimeException e) {
      // What it was told makes no sense; whoever waits for it must hear so.
      LOG.error("{} cannot be started", held.identity().id(), e);
      neverBegan(held, settings.id() + " cannot start it: " + e);
    }
  }

  /** One that an earlier agent of this node had. What never began is the server's to give again. */
  private void find(ContainerStore.Stored stored) {
    ContainerIdentity identity = stored.identity();
    ContainerFolder folder = stored.folder();
    HeldContainer held = held(identity, folder);
    Optional<ContainerProcess> process = ContainerProcess.find(folder.name(), folder);
    if (folder.leader().isEmpty() || isNobodys(held, process)) {
      dropUnbegun(held);
    } else if (process.isPresent()) {
      LOG.info("{} is found again", identity.id());
      watch(held, held.start(process::get).orElseThrow());
    } else {
      work(() -> finish(held));
    }
  }

  /**
   * Whether what makes a driver's JVM that of an application was lost before it was handed over.
   */
  private boolean isNobodys(HeldContainer held, Optional<ContainerProcess> process) {
    boolean waits = held.identity().role() == JvmSpec.Role.DRIVER && held.isWaiting();
    return waits && (process.isEmpty() || !starts.isComplete(held));
  }

  /** Without a trace; where that fails, it is told as lost. */
  private void dropUnbegun(HeldContainer held) {
    String id = held.identity().id();
    LOG.warn("{} had not begun when the agent died", id);
    try {
      if (held.tree().end(LEFT_BEHIND, STOP_BOUND)) {
        isolation.remove(held.folder());
        removeFiles(held);
        store.drop(id, held.folder());
        containers.remove(id);
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("{} cannot be removed", id, e);
    }
    work(() -> neverBegan(held, "the agent of " + settings.id() + " died before it started it"));
  }

  private void watch(HeldContainer held, ContainerProcess process) {
    var unused = process.ended().thenRun(() -> work(() -> finish(held)));
  }

  /** Its command ended: so does whatever it left behind, and only then is it told. */
  private void finish(HeldContainer held) {
    try {
      endRest(held);
      Optional<ContainerProcess> again = stopping ? Optional.empty() : starts.beginAgain(held);
      if (again.isPresent()) {
        watch(held, again.get());
        return;
      }
      ExitInfo exit = held.howItEnded();
      bury(held, stopping ? exit.asRequested("its node was stopped") : exit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Or it did, and could not be kept hold of. */
  private void neverBegan(HeldContainer held, String why) {
    try {
      endRest(held);
      bury(held, ExitInfo.lost(why));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void endRest(HeldContainer held) throws InterruptedException {
    while (!held.tree().end(LEFT_BEHIND, Duration.ofSeconds(5))) {
      LOG.warn("{} has processes that cannot be ended", held.identity().id());
    }
  }

  private void bury(HeldContainer held, ExitInfo exit) {
    try {
      isolation.remove(held.folder());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      // Its end must be told all the same: its cores are waited for.
      LOG.error("The control groups of {} could not be removed", held.identity().id(), e);
    }
    if (held.ended(exit)) {
      LOG.info("{}: {}", held.identity().id(), exit.detail());
      sayEnded(held, exit);
      removeFiles(held);
      pool.roomAgain();
    }
  }

  private void removeFiles(HeldContainer held) {
    try {
      Optional<Account> account = settings.runAs().account(held.identity());
      if (account.isPresent()) {
        account.get().remove(held.folder());
      }
    } catch (SlipwayException noSuchAccount) {
      LOG.debug("{} never ran as anybody", held.identity().id(), noSuchAccount);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    held.folder().removeFiles();
  }

  private void overLimit(HeldContainer held) {
    LOG.info("{} is over its memory limit", held.identity().id());
    work(() -> stop(held, Duration.ZERO));
  }

  private void stop(HeldContainer held, Duration grace) {
    try {
      LOG.info("{} is ended", held.identity().id());
      if (!held.stop(grace)) {
        LOG.error("{} has processes that do not end", held.identity().id());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void endNow(HeldContainer held) {
    stop(held, STOP_GRACE);
    finish(held);
  }

  private void forget(String id) {
    HeldContainer held = containers.get(id);
    if (held != null && held.exit().isPresent()) {
      containers.remove(id);
      work(() -> store.forget(id));
    }
  }

  private void rotate() {
    alive().forEach(held -> store.rotate(held.identity().id(), settings.logs()));
  }

  private void tidy() {
    files.tidy(settings.retention());
    store.tidy(settings.retention(), clock.instant());
  }

  private Memory usedMemory() {
    return Memory.ofMebibytes(
        alive().stream().mapToLong(held -> held.identity().resources().memory().mebibytes()).sum());
  }

  private void sayPool() {
    send(pool.size());
  }

  private List<HeldContainer> alive() {
    return containers.values().stream().filter(held -> held.exit().isEmpty()).toList();
  }

  private void sayEnded(HeldContainer held, ExitInfo exit) {
    send(new NodeMessage.Ended(held.identity().id(), exit));
  }

  private void send(NodeMessage message) {
    link.send(RecordCodec.encode(NodeMessage.class, message));
  }

  private void work(Runnable task) {
    try {
      workers.execute(
          () -> {
            try {
              task.run();
            } catch (RuntimeException e) {
              LOG.error("A container's task failed", e);
            }
          });
    } catch (RejectedExecutionException e) {
      LOG.debug("The agent is being stopped", e);
    }
  }
}
