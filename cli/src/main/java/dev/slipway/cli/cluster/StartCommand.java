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
import org.jspecify.annotations.Nullable;
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
  private static final String DEFAULT_PORT = "7477";

  // Remembered beside what --conf gives.
  private static final String PORT = "--port";
  private static final String CORES = "--cores";
  private static final String MEMORY = "--memory";

  @Option(names = "--nodes", description = "how many nodes (as before its death, else 1)")
  private Integer nodes;

  @Option(
      names = CORES,
      description = "cores of each node (as before its death, else the machine's, shared out)")
  private Integer cores;

  @Option(
      names = MEMORY,
      description =
          "memory of each node, e.g. 4g (as before its death, else 80%% of the machine's, shared out)")
  private String memory;

  @Option(names = PORT, description = "the server's port; 0: any (as before its death, else 7477)")
  private Integer port;

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
    check();
    SparkInstallation spark = workplace.sparkLocator().find().spark();
    Map<String, String> environment =
        Map.of(
            "SPARK_HOME", spark.home().toString(),
            "SLIPWAY_RUNTIME_JAR", workplace.runtimeJar().toString());
    // Of two starts at once the second waits, and finds everything running.
    try (FileChannel channel =
            FileChannel.open(folder.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      return start(environment, lock);
    } catch (IOException e) {
      throw new SlipwayException(
          ErrorCode.SYSTEM, "cannot lock " + folder.path() + ": " + e.getMessage(), "mend it", e);
    }
  }

  private void check() {
    if ((nodes != null && nodes < 1)
        || (cores != null && cores < 1)
        || (port != null && (port < 0 || port > 65535))) {
      throw new SlipwayException(
          ErrorCode.USAGE,
          "--nodes "
              + (nodes == null ? "(default)" : nodes)
              + ", --cores "
              + (cores == null ? "(default)" : cores)
              + " and --port "
              + (port == null ? "(default)" : port)
              + " cannot all be",
          "--nodes and --cores are above zero, --port is 0 to 65535");
    }
    Memory least = memory == null ? share(count()) : Memory.parse(MEMORY, memory);
    if (least.compareTo(LEAST_MEMORY) < 0) {
      throw new SlipwayException(
          ErrorCode.USAGE,
          "a node of " + least + " of memory holds no executor",
          "give --memory " + LEAST_MEMORY + " or more");
    }
  }

  /** As many as were started and not stopped since, where nobody says. */
  private int count() {
    long remembered = folder.nodes().stream().filter(id -> folder.node(id).isRemembered()).count();
    return nodes == null ? Math.max(1, (int) remembered) : nodes;
  }

  private static Memory share(int count) {
    return Memory.ofMebibytes(Machine.mebibytes() * 8 / 10 / count);
  }

  private int start(Map<String, String> environment, FileLock held) {
    if (!held.isValid()) {
      throw new IllegalStateException("the cluster's folder is not locked");
    }
    startServer(environment);
    String master = "slipway://" + folder.address().orElseThrow();
    int count = count();
    for (int i = 1; i <= count; i++) {
      startNode("node-" + i, master, count, environment);
    }
    awaitNodes(count);
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
      if (!conf.isEmpty() || port != null) {
        say("what runs keeps its settings: --conf and --port are for what is started");
      }
      return;
    }
    Map<String, String> settings = server.settings(Map.of(PORT, DEFAULT_PORT), given(PORT, port));
    int wanted = Integer.parseInt(settings.getOrDefault(PORT, DEFAULT_PORT));
    checkPort(wanted);
    delete(folder.path().resolve("server/address"));
    say("starting the server");
    List<String> command = java("dev.slipway.standalone.server.ServerMain");
    command.addAll(List.of("--listen", "127.0.0.1:" + wanted));
    command.addAll(List.of("--data", server.folder().toString()));
    command.addAll(List.of("--token-file", folder.token().toString()));
    configure(command, settings);
    server.start(command, environment);
    await(server, "the server to listen", () -> folder.address().isPresent());
    String address = folder.address().orElseThrow();
    server.settings(Map.of(), Map.of(PORT, address.substring(address.lastIndexOf(':') + 1)));
  }

  private void startNode(String id, String master, int count, Map<String, String> environment) {
    Daemon node = folder.node(id);
    if (node.process().isPresent()) {
      say(id + " runs already, and keeps its size");
      return;
    }
    say("starting " + id);
    Map<String, String> given = given(CORES, cores);
    given.putAll(given(MEMORY, memory));
    String share = Integer.toString(Math.max(1, Machine.cores() / count));
    Map<String, String> settings =
        node.settings(Map.of(CORES, share, MEMORY, share(count).toString()), given);
    List<String> command = java("dev.slipway.standalone.node.NodeMain");
    command.addAll(List.of("--server", master, "--id", id));
    for (String option : List.of(CORES, MEMORY)) {
      command.addAll(List.of(option, settings.getOrDefault(option, "")));
    }
    command.addAll(List.of("--work-dir", node.folder().resolve("work").toString()));
    command.addAll(List.of("--token-file", folder.token().toString()));
    configure(command, settings);
    node.start(command, environment);
  }

  /** What --conf gives, and this option if it was given. */
  private Map<String, String> given(String option, @Nullable Object value) {
    Map<String, String> given = new TreeMap<>(conf);
    if (value != null) {
      given.put(option, value.toString());
    }
    return given;
  }

  private static void configure(List<String> command, Map<String, String> settings) {
    settings.forEach(
        (key, value) -> {
          if (!key.startsWith("--")) {
            command.addAll(List.of("--conf", key + "=" + value));
          }
        });
  }

  private void awaitNodes(int count) {
    ClusterClient client = ClusterClient.of(folder);
    for (int i = 1; i <= count; i++) {
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

  private static void checkPort(int port) {
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
