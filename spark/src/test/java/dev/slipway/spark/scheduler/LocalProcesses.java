package dev.slipway.spark.scheduler;

import static org.awaitility.Awaitility.await;

import dev.slipway.api.ContainerState;
import dev.slipway.api.ExitInfo;
import dev.slipway.api.JvmSpec;
import dev.slipway.api.JvmSpec.Placeholder;
import dev.slipway.api.driver.Demand;
import dev.slipway.api.driver.ExecutorEvents;
import dev.slipway.api.driver.ExecutorId;
import dev.slipway.api.driver.ExecutorObservation;
import dev.slipway.api.driver.ExecutorProvider;
import dev.slipway.api.driver.ProfileId;
import dev.slipway.api.driver.ReleaseReason;
import dev.slipway.launch.Handover;
import dev.slipway.launch.JavaRuntime;
import dev.slipway.launch.JvmCommand;
import dev.slipway.launch.SparkInstallation;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;

/** Executors as plain processes of this machine, on this test's own class path. */
final class LocalProcesses implements ExecutorProvider {
  record Running(ExecutorId id, ProfileId profile, Process process, List<String> command) {}

  private final Path folder;
  private final boolean pooled;
  private final ExecutorService eventThread =
      Executors.newSingleThreadExecutor(work -> new Thread(work, "test-provider-events"));
  private final Map<ExecutorId, Running> live = new LinkedHashMap<>();
  private final Map<ExecutorId, ExecutorObservation> ended = new LinkedHashMap<>();
  private final List<Map<ProfileId, Demand>> wanted = new ArrayList<>();
  private final List<ExecutorId> released = new ArrayList<>();
  private ExecutorEvents events;
  private int lastId;
  private boolean silent;
  private boolean closed;

  LocalProcesses(Path folder, boolean pooled) {
    this.folder = folder;
    this.pooled = pooled;
  }

  @Override
  public synchronized List<ExecutorObservation> start(ExecutorEvents sink) {
    events = sink;
    return List.of();
  }

  @Override
  public String applicationId() {
    return "app-test-1";
  }

  @Override
  public synchronized void want(long generation, Map<ProfileId, Demand> totals) {
    wanted.add(Map.copyOf(totals));
    if (closed || silent) {
      return;
    }
    totals.forEach(
        (profile, demand) -> {
          long there = live.values().stream().filter(r -> r.profile().equals(profile)).count();
          for (long n = there; n < demand.count(); n++) {
            launch(profile, demand);
          }
        });
  }

  @Override
  public synchronized void release(ExecutorId id, ReleaseReason why) {
    released.add(id);
    Running running = live.get(id);
    if (running != null) {
      running.process().destroyForcibly();
    }
  }

  @Override
  public synchronized List<ExecutorObservation> list() {
    return Stream.concat(live.values().stream().map(this::seen), ended.values().stream()).toList();
  }

  @Override
  public synchronized CompletionStage<ExecutorObservation> explain(ExecutorId id) {
    Running running = live.get(id);
    if (silent && running != null) {
      return CompletableFuture.completedFuture(seen(running));
    }
    if (running == null) {
      return CompletableFuture.completedFuture(ended.get(id));
    }
    return running.process().onExit().thenApply(process -> ended(running));
  }

  @Override
  public Optional<String> logLocation(ExecutorId id) {
    return Optional.of(log(id).toString());
  }

  @Override
  public void close() {
    List<Running> left;
    synchronized (this) {
      closed = true;
      left = List.copyOf(live.values());
    }
    left.forEach(running -> running.process().destroyForcibly().onExit().join());
    eventThread.shutdown();
  }

  synchronized List<Running> running() {
    return List.copyOf(live.values());
  }

  synchronized List<Map<ProfileId, Demand>> wanted() {
    return List.copyOf(wanted);
  }

  synchronized List<ExecutorId> released() {
    return List.copyOf(released);
  }

  /** The node goes: its executors at once, and nobody is left who could say so. */
  void loseNode(ExecutorId... ids) {
    List<Running> lost = new ArrayList<>();
    synchronized (this) {
      silent = true;
      for (ExecutorId id : ids) {
        lost.add(live.get(id));
      }
    }
    lost.forEach(running -> running.process().destroyForcibly().onExit().join());
  }

  /** The manager wants it drained. */
  synchronized void decommission(ExecutorId id) {
    tell(() -> events.decommission(id, "its node is drained"));
  }

  private void launch(ProfileId profile, Demand demand) {
    ExecutorId id = ExecutorId.of(++lastId);
    JvmSpec jvm =
        demand
            .recipe()
            .jvm()
            .resolve(
                Map.of(
                    Placeholder.EXECUTOR_ID, id.text(),
                    Placeholder.HOSTNAME, "localhost",
                    Placeholder.APP_ID, applicationId()));
    List<String> command = pooled ? waiting(id, jvm) : command(jvm);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log(id).toFile());
    builder.environment().putAll(jvm.environment());
    try {
      Running running = new Running(id, profile, builder.start(), command);
      live.put(id, running);
      tell(() -> events.allocated(seen(running)));
      if (pooled) {
        CompletableFuture.runAsync(() -> handOver(running, jvm));
      }
      running.process().onExit().thenAccept(process -> gone(running));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> waiting(ExecutorId id, JvmSpec jvm) {
    Handover.isForThePool(handover(id));
    List<String> command = new ArrayList<>(command(Handover.without(jvm)));
    command.addAll(Handover.awaiting(handover(id)));
    return command;
  }

  private void handOver(Running running, JvmSpec jvm) {
    Path file = handover(running.id());
    await("a warm JVM")
        .atMost(Duration.ofMinutes(3))
        .until(() -> Files.exists(Handover.awaited(file)) || !running.process().isAlive());
    Handover.of(jvm, Map.of()).write(file.resolveSibling("handover.new"), file);
  }

  private Path handover(ExecutorId id) {
    return folder.resolve("handover-" + id);
  }

  private static List<String> command(JvmSpec jvm) {
    List<Path> classPath =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(Path::of)
            .filter(Files::exists)
            .toList();
    SparkInstallation spark = new SparkInstallation(Path.of("."), "4.2.0", classPath);
    return new JvmCommand(JavaRuntime.find(Map.of()), spark, classPath.get(0))
        .build(jvm, List.of());
  }

  private synchronized void gone(Running running) {
    if (!silent) {
      live.remove(running.id());
      ExecutorObservation seen = ended(running);
      ended.put(running.id(), seen);
      tell(() -> events.exited(running.id(), seen.exit().orElseThrow()));
    }
  }

  private ExecutorObservation ended(Running running) {
    ExitInfo exit = ExitInfo.exited(running.process().exitValue());
    boolean asked = released().contains(running.id());
    return new ExecutorObservation(
        running.id(),
        running.profile(),
        ContainerState.EXITED,
        "localhost",
        "",
        Optional.of(asked ? exit.asRequested("released") : exit));
  }

  private ExecutorObservation seen(Running running) {
    return new ExecutorObservation(
        running.id(),
        running.profile(),
        silent ? ContainerState.UNKNOWN : ContainerState.RUNNING,
        "localhost",
        hash(running.profile()),
        Optional.empty());
  }

  private String hash(ProfileId profile) {
    return wanted.get(wanted.size() - 1).get(profile).recipe().hash();
  }

  private Path log(ExecutorId id) {
    return folder.resolve("executor-" + id + ".log");
  }

  private void tell(Runnable event) {
    try {
      eventThread.execute(event);
    } catch (RejectedExecutionException e) {
      // closed
    }
  }
}
