package dev.slipway.cli.cluster;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.Memory;
import dev.slipway.api.SlipwayException;
import dev.slipway.cli.Workplace;
import dev.slipway.launch.JavaRuntime;
import dev.slipway.launch.SparkInstallation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code slipway cluster start}: starts what is missing; the master URL is its last line. */
@Command(
    name = "start",
    description = "Start a server and nodes here.",
    mixinStandardHelpOptions = true)
final class StartCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long LOOK_MILLIS = 50;
  private static final Memory LEAST_MEMORY = Memory.ofMebibytes(512);

  @Option(names = "--nodes", defaultValue = "1", description = "how many nodes (${DEFAULT-VALUE})")
  private int nodes;

  @Option(
      names = "--cores",
      description = "cores of each node (default: the machine's, shared out)")
  private Integer cores;

  @Option(
      names = "--memory",
      description = "memory of each node, e.g. 4g (default: 80%% of the machine's, shared out)")
  private String memory;

  @Option(
      names = "--port",
      defaultValue = "7477",
      description = "the server's port; 0: any (${DEFAULT-VALUE})")
  private int port;

  @Option(
      names = "--conf",
      description = "KEY=VALUE for server and nodes; remembered until slipway cluster stop")
  private Map<String, String> conf = new TreeMap<>();

  private final Workplace workplace;
  private final ClusterFolder folder;

  StartCommand(Workplace workplace) {
    this.workplace = workplace;
    this.folder = new ClusterFolder(workplace.folders().state().resolve("cluster"));
  }

  @Override
  public Integer call() {
    if (nodes < 1 || (cores != null && cores < 1) || port < 0 || port > 65535) {
      throw new SlipwayException(
          ErrorCode.USAGE,
          "--nodes "
              + nodes
              + ", --cores "
              + (cores == null ? "(default)" : cores)
              + " and --port "
              + port
              + " cannot all be",
          "--nodes and --cores are above zero, --port is 0 to 65535");
    }
    int nodeCores = cores == null ? Math.max(1, Machine.cores() / nodes) : cores;
    Memory nodeMemory =
        memory == null
            ? Memory.ofMebibytes(Machine.mebibytes() * 8 / 10 / nodes)
            : Memory.parse("--memory", memory);
    if (nodeMemory.compareTo(LEAST_MEMORY) < 0) {
      throw new SlipwayException(
          ErrorCode.USAGE,
          "a node of " + nodeMemory + " of memory holds no executor",
          "give --memory " + LEAST_MEMORY + " or more");
    }
    SparkInstallation spark = workplace.sparkLocator().find().spark();
    Map<String, String> environment =
        Map.of(
            "SPARK_HOME", spark.home().toString(),
            "SLIPWAY_RUNTIME_JAR", workplace.runtimeJar().toString());
    // Of two starts at once the second waits, and finds everything running.
    try (FileChannel channel =
            FileChannel.open(folder.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      return start(environment, nodeCores, nodeMemory, lock);
    } catch (IOException e) {
      throw new SlipwayException(
          ErrorCode.SYSTEM, "cannot lock " + folder.path() + ": " + e.getMessage(), "mend it", e);
    }
  }

  private int start(
      Map<String, String> environment, int nodeCores, Memory nodeMemory, FileLock held) {
    if (!held.isValid()) {
      throw new IllegalStateException("the cluster's folder is not locked");
    }
    startServer(environment);
    String master = "slipway://" + folder.address().orElseThrow();
    for (int i = 1; i <= nodes; i++) {
      startNode("node-" + i, master, nodeCores, nodeMemory, environment);
    }
    awaitNodes();
    for (ClusterClient.Node node : ClusterClient.of(folder).ask().nodes()) {
      say(node.id() + ": cores " + node.cores() + ", memory " + node.memory() + "m");
    }
    System.out.println(master);
    return 0;
  }

  private void startServer(Map<String, String> environment) {
    Daemon server = folder.server();
    if (server.process().isPresent()) {
      say("the server runs already, at " + folder.address().orElse("an address not known yet"));
      return;
    }
    checkPort();
    delete(folder.path().resolve("server/address"));
    say("starting the server");
    List<String> command = java("dev.slipway.standalone.server.ServerMain");
    command.addAll(List.of("--listen", "127.0.0.1:" + port));
    command.addAll(List.of("--data", server.folder().toString()));
    command.addAll(List.of("--token-file", folder.token().toString()));
    configure(command, server);
    server.start(command, environment);
    await(server, "the server to listen", () -> folder.address().isPresent());
  }

  private void startNode(
      String id, String master, int nodeCores, Memory nodeMemory, Map<String, String> environment) {
    Daemon node = folder.node(id);
    if (node.process().isPresent()) {
      say(id + " runs already, and keeps its size");
      return;
    }
    say("starting " + id);
    List<String> command = java("dev.slipway.standalone.node.NodeMain");
    command.addAll(List.of("--server", master, "--id", id));
    command.addAll(
        List.of("--cores", Integer.toString(nodeCores), "--memory", nodeMemory.toString()));
    command.addAll(List.of("--work-dir", node.folder().resolve("work").toString()));
    command.addAll(List.of("--token-file", folder.token().toString()));
    configure(command, node);
    node.start(command, environment);
  }

  private void configure(List<String> command, Daemon daemon) {
    daemon
        .settings(conf)
        .forEach((key, value) -> command.addAll(List.of("--conf", key + "=" + value)));
  }

  private void awaitNodes() {
    ClusterClient client = ClusterClient.of(folder);
    for (int i = 1; i <= nodes; i++) {
      String id = "node-" + i;
      await(
          folder.node(id),
          id + " to register",
          () -> client.ask().nodes().stream().anyMatch(node -> node.id().equals(id)));
    }
  }

  private List<String> java(String mainClass) {
    List<String> command = new ArrayList<>();
    command.add(JavaRuntime.find(workplace.environment()).executable().toString());
    command.addAll(List.of("-Xmx160m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", workplace.library().resolve("slipway-cli.jar").toString()));
    command.add(mainClass);
    return command;
  }

  private void checkPort() {
    if (port == 0) {
      return;
    }
    try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      probe.setReuseAddress(true);
    } catch (IOException e) {
      throw new SlipwayException(
          ErrorCode.PORT_IN_USE,
          "port " + port + " is in use by another process",
          "choose another with --port, or --port 0 for any",
          e);
    }
  }

  private interface Condition {
    boolean holds();
  }

  private static void await(Daemon daemon, String what, Condition condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (!condition.holds()) {
        if (daemon.process().isEmpty()) {
          throw gaveUp(daemon, what, "its process ended");
        }
        if (System.nanoTime() > end) {
          throw gaveUp(daemon, what, "it took longer than " + PATIENCE.toSeconds() + " s");
        }
        Thread.sleep(LOOK_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw gaveUp(daemon, what, "interrupted");
    }
  }

  private static SlipwayException gaveUp(Daemon daemon, String what, String why) {
    return new SlipwayException(
        ErrorCode.SYSTEM,
        "waited in vain for " + what + ": " + why + lastLine(daemon.log()),
        "its log is " + daemon.log() + "; slipway cluster stop ends what was started");
  }

  private static String lastLine(Path log) {
    try {
      List<String> lines = Files.readAllLines(log);
      int first = lines.size() - 1;
      while (first > 0 && lines.get(first).startsWith(" ")) {
        first--;
      }
      return lines.isEmpty()
          ? ""
          : "; its last word: " + String.join("", lines.subList(first, lines.size()));
    } catch (IOException noLog) {
      return "";
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new SlipwayException(
          ErrorCode.SYSTEM, "cannot remove " + file + ": " + e.getMessage(), "remove it", e);
    }
  }

  private static void say(String line) {
    System.err.println("slipway: " + line);
  }
}
