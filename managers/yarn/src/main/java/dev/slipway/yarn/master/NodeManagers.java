package dev.slipway.yarn.master;

import dev.slipway.api.JvmSpec;
import dev.slipway.launch.ContainerJvms;
import dev.slipway.launch.HandoverCall;
import dev.slipway.launch.LaidFiles;
import dev.slipway.yarn.ContainerFile;
import dev.slipway.yarn.ShellWords;
import java.io.File;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.api.records.ContainerLaunchContext;
import org.apache.hadoop.yarn.api.records.ContainerStatus;
import org.apache.hadoop.yarn.api.records.LocalResource;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.client.api.async.NMClientAsync;

/** Starts, ends and asks after containers, by Hadoop's own client. Thread-safe; nothing waits. */
final class NodeManagers implements AutoCloseable {

  /** What they say; called from threads of the client's. */
  interface Listener {
    void started(String container);

    void notStarted(String container, Throwable why);

    /** Its node cannot be told to end it. */
    void notStopped(String container);

    void status(ContainerStatus status);

    void noStatus(String container, Throwable why);
  }

  private static final long END_MILLIS = 5000;

  private final Configuration configuration;
  private final ContainerJvms jvms;
  private final List<ContainerFile> files;
  private final List<String> jars;
  private final ContainerTokens tokens;
  private final String host;
  private final int port;
  private final Map<String, Container> given = new ConcurrentHashMap<>();
  private volatile Optional<NMClientAsync> client = Optional.empty();

  /**
   * @param jars which of the files are for executors' class path
   * @param tokens that containers get, the newest at their start
   * @param host and {@code port}: where executors ask whose they are
   */
  NodeManagers(
      Configuration configuration,
      ContainerJvms jvms,
      List<ContainerFile> files,
      List<String> jars,
      ContainerTokens tokens,
      String host,
      int port) {
    this.configuration = configuration;
    this.jvms = jvms;
    this.files = List.copyOf(files);
    this.jars = List.copyOf(jars);
    this.tokens = tokens;
    this.host = host;
    this.port = port;
  }

  /** Before anything else. */
  void start(Listener listener) {
    NMClientAsync made = NMClientAsync.createNMClientAsync(new Callbacks(listener));
    made.init(configuration);
    made.start();
    client = Optional.of(made);
  }

  /** Remembers where it is. */
  Grant granted(Container container, ResourceManager.Kind kind) {
    given.put(container.getId().toString(), container);
    return new Grant(
        container.getId().toString(),
        kind.profile(),
        kind.resources(),
        container.getNodeId().getHost(),
        container.getNodeId().toString(),
        container.getNodeHttpAddress());
  }

  void forget(String container) {
    given.remove(container);
  }

  void start(ExecutorContainer executor) {
    Container container = given.get(executor.grant.id());
    if (container != null) {
      client.orElseThrow().startContainerAsync(container, context(executor));
    }
  }

  void stop(ExecutorContainer executor) {
    Container container = given.get(executor.grant.id());
    if (container != null) {
      client.orElseThrow().stopContainerAsync(container.getId(), container.getNodeId());
    }
  }

  /** Answered to the listener. */
  void ask(ExecutorContainer executor) {
    Container container = given.get(executor.grant.id());
    if (container != null) {
      client.orElseThrow().getContainerStatusAsync(container.getId(), container.getNodeId());
    }
  }

  private ContainerLaunchContext context(ExecutorContainer executor) {
    JvmSpec jvm = executor.recipe.jvm();
    JvmSpec here = jvm.inContainer("{{PWD}}/tmp", HandoverCall.arguments(host, port));
    Map<String, LocalResource> resources =
        files.stream()
            .collect(
                Collectors.toMap(ContainerFile::name, ContainerFile::resource, (one, same) -> one));
    return ContainerLaunchContext.newInstance(
        resources,
        environment(executor),
        List.of(ShellWords.command(jvms.command(here, ContainerJvms.NODES_JAVA))),
        ShuffleServiceData.of(jvm),
        tokens.newest(),
        null);
  }

  private Map<String, String> environment(ExecutorContainer executor) {
    JvmSpec jvm = executor.recipe.jvm();
    Map<String, String> environment = new HashMap<>(jvm.environment());
    environment.remove(dev.slipway.launch.Handover.SECRET_VARIABLE);
    environment.putAll(ContainerJvms.environment());
    environment.put(HandoverCall.SECRET, executor.secret);
    environment.put(LaidFiles.JARS_VARIABLE, String.join(":", jars));
    if (!jvm.libraryPath().isEmpty()) {
      environment.put(
          "LD_LIBRARY_PATH", jvm.libraryPath() + File.pathSeparator + "$LD_LIBRARY_PATH");
    }
    return environment;
  }

  /**
   * Hadoop's client ends what it started, one after the other, and waits minutes for a dead node.
   */
  @Override
  public void close() {
    Thread stopping = new Thread(() -> client.ifPresent(NMClientAsync::stop), "slipway-nodes-end");
    stopping.setDaemon(true);
    stopping.start();
    try {
      stopping.join(END_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class Callbacks extends NMClientAsync.AbstractCallbackHandler {
    private final Listener listener;

    Callbacks(Listener listener) {
      this.listener = listener;
    }

    @Override
    public void onContainerStarted(ContainerId id, Map<String, ByteBuffer> services) {
      listener.started(id.toString());
    }

    @Override
    public void onStartContainerError(ContainerId id, Throwable why) {
      listener.notStarted(id.toString(), why);
    }

    @Override
    public void onContainerStatusReceived(ContainerId id, ContainerStatus status) {
      listener.status(status);
    }

    @Override
    public void onGetContainerStatusError(ContainerId id, Throwable why) {
      listener.noStatus(id.toString(), why);
    }

    // The ResourceManager says when a container has ended.
    @Override
    public void onContainerStopped(ContainerId id) {}

    @Override
    public void onStopContainerError(ContainerId id, Throwable why) {
      listener.notStopped(id.toString());
    }

    @Override
    public void onContainerResourceIncreased(ContainerId id, Resource resource) {}

    @Override
    public void onContainerResourceUpdated(ContainerId id, Resource resource) {}

    @Override
    public void onIncreaseContainerResourceError(ContainerId id, Throwable why) {}

    @Override
    public void onUpdateContainerResourceError(ContainerId id, Throwable why) {}
  }
}
