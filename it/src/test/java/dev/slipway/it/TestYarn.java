package dev.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.testkit.Checkout;
import dev.slipway.testkit.HadoopCluster;
import dev.slipway.testkit.Kerberos;
import dev.slipway.testkit.Run;
import dev.slipway.testkit.Sandbox;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A real YARN with HDFS, and the command line beside it, in a sandbox of their own. */
final class TestYarn implements AutoCloseable {
  private final Sandbox sandbox;
  private final HadoopCluster hadoop;
  private final Optional<Kerberos> kerberos;

  private TestYarn(Sandbox sandbox, HadoopCluster hadoop, Optional<Kerberos> kerberos) {
    this.sandbox = sandbox;
    this.hadoop = hadoop;
    this.kerberos = kerberos;
  }

  /** See {@link HadoopCluster#start}. */
  static TestYarn start(int nodes, int cores, int mebibytes) {
    return start(nodes, cores, mebibytes, Map.of());
  }

  static TestYarn start(int nodes, int cores, int mebibytes, Map<String, String> more) {
    Sandbox sandbox = Sandbox.create();
    try {
      Map<String, String> yarn = new HashMap<>(more);
      yarn.put("yarn.log-aggregation-enable", "true");
      return new TestYarn(
          sandbox, HadoopCluster.start(sandbox, nodes, cores, mebibytes, yarn), Optional.empty());
    } catch (RuntimeException | Error e) {
      sandbox.close();
      throw e;
    }
  }

  /** Whose ResourceManager and NodeManagers know after a kill what they knew. */
  static TestYarn startRecovering(int nodes, int cores, int mebibytes) {
    return start(
        nodes,
        cores,
        mebibytes,
        Map.of(
            "yarn.resourcemanager.recovery.enabled",
            "true",
            "yarn.resourcemanager.store.class",
            "org.apache.hadoop.yarn.server.resourcemanager.recovery.FileSystemRMStateStore",
            "yarn.resourcemanager.fs.state-store.uri",
            "file://${hadoop.tmp.dir}/rm-state",
            "yarn.nodemanager.recovery.enabled",
            "true",
            "yarn.nodemanager.recovery.dir",
            "${yarn.nodemanager.local-dirs}-recovery"));
  }

  /** With Kerberos, one node, and homes for these people; without log aggregation. */
  static TestYarn startSecure(int cores, int mebibytes, String... people) {
    return startSecure(cores, mebibytes, Map.of(), people);
  }

  /**
   * @param more of Hadoop's configuration
   */
  static TestYarn startSecure(
      int cores, int mebibytes, Map<String, String> more, String... people) {
    Sandbox sandbox = Sandbox.create();
    Kerberos kerberos = null;
    try {
      kerberos = Kerberos.start(sandbox, people);
      TestYarn made =
          new TestYarn(
              sandbox,
              HadoopCluster.startSecure(sandbox, kerberos, cores, mebibytes, more),
              Optional.of(kerberos));
      for (String person : people) {
        made.makeHome(person);
      }
      return made;
    } catch (RuntimeException | Error e) {
      if (kerberos != null) {
        kerberos.close();
      }
      sandbox.close();
      throw e;
    }
  }

  Kerberos kerberos() {
    return kerberos.orElseThrow();
  }

  Sandbox sandbox() {
    return sandbox;
  }

  HadoopCluster hadoop() {
    return hadoop;
  }

  /** A home on HDFS, as an administrator makes it. */
  void makeHome(String user) {
    for (String[] words :
        new String[][] {{"-mkdir", "-p", "/user/" + user}, {"-chown", user, "/user/" + user}}) {
      Run run = hadoop.fileSystem(words);
      assertThat(run.exitCode()).as("%s", run).isZero();
    }
  }

  /** Of those who submit. */
  Map<String, String> environment() {
    Map<String, String> environment = sandbox.environment();
    environment.putAll(variables());
    environment.put(
        "SLIPWAY_RUNTIME_JAR",
        Checkout.root().resolve("target/slipway/runtime/slipway-runtime.jar").toString());
    return environment;
  }

  /** {@code ./slipway} with these words. */
  Run slipway(String... words) {
    return slipway(Map.of(), words);
  }

  /** With more in its environment. */
  Run slipway(Map<String, String> more, String... words) {
    List<String> command = new ArrayList<>(List.of("./slipway"));
    command.addAll(List.of(words));
    Map<String, String> all = variables();
    all.putAll(more);
    return sandbox.run(command, all);
  }

  private Map<String, String> variables() {
    Map<String, String> variables = new HashMap<>();
    variables.put("HADOOP_CONF_DIR", hadoop.configuration().toString());
    kerberos.ifPresent(
        realm -> {
          variables.put("JAVA_TOOL_OPTIONS", realm.javaOption());
          // Whatever ticket there is on this machine.
          variables.put("KRB5CCNAME", sandbox.folder().resolve("no-ticket").toString());
        });
    return variables;
  }

  /** Submits a small application; the words are paths, numbers and texts. */
  Run submit(String mode, Object... words) {
    List<String> all =
        new ArrayList<>(List.of("submit", "--master", "yarn", "--deploy-mode", mode));
    all.addAll(List.of("--driver-memory", "512m", "--executor-memory", "512m"));
    for (Object word : words) {
      all.add(word.toString());
    }
    return slipway(all.toArray(String[]::new));
  }

  /** A program in a file. */
  Path python(String text) {
    try {
      Path file = Files.createTempFile(sandbox.folder(), "program-", ".py");
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What an application's driver printed; its run has ended. */
  String output(String mode, Run run) {
    return mode.equals("client")
        ? run.stdout()
        : succeed("logs", lastId(), "--master", "yarn").stdout();
  }

  /** The JVMs of executors. */
  List<ProcessHandle> executors() {
    return jvms("dev.slipway.spark.ExecutorMain");
  }

  /** Those of drivers in containers. */
  List<ProcessHandle> drivers() {
    return jvms("dev.slipway.spark.DriverMain");
  }

  List<ProcessHandle> masters() {
    return jvms("dev.slipway.yarn.master.ApplicationMaster");
  }

  /** Everything that runs in containers. */
  List<ProcessHandle> containers() {
    return sandbox.processes().stream()
        .filter(process -> command(process).contains("container_"))
        .toList();
  }

  private List<ProcessHandle> jvms(String main) {
    return sandbox.processes().stream()
        .filter(process -> command(process).contains(main))
        .filter(process -> command(process).split("\0", 2)[0].endsWith("/java"))
        .toList();
  }

  private static String command(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"));
    } catch (IOException e) {
      return ""; // it has ended
    }
  }

  /** How many applications have not ended. */
  long running() {
    return applications().stream()
        .filter(app -> !List.of("FINISHED", "FAILED", "KILLED").contains(app.get("state")))
        .count();
  }

  /** Of applications and their containers. */
  void awaitEndOfAll() {
    Duration patience = Duration.ofSeconds(240);
    await("containers to end").atMost(patience).until(() -> containers().isEmpty());
    await("applications to end").atMost(patience).until(() -> running() == 0);
  }

  String lastId() {
    return String.valueOf(last().get("id"));
  }

  /** Of the newest application: its master says so a moment after its driver has left. */
  void awaitFinalStatus(String status) {
    await("the final status " + status)
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(last().get("finalStatus")).isEqualTo(status));
  }

  String lastTrackingUrl() {
    return String.valueOf(last().get("trackingUrl"));
  }

  /** A page, wherever it is. */
  String get(String url) throws IOException {
    try (InputStream in = URI.create(url).toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Where the newest application's master is. */
  String lastHost() {
    return String.valueOf(last().get("amHostHttpAddress")).split(":")[0];
  }

  private Map<?, ?> last() {
    return applications().stream()
        .max(Comparator.comparing(app -> String.valueOf(app.get("id"))))
        .orElseThrow();
  }

  private List<Map<?, ?>> applications() {
    List<Map<?, ?>> found = new ArrayList<>();
    if (hadoop.ask("/ws/v1/cluster/apps").get("apps") instanceof Map<?, ?> apps
        && apps.get("app") instanceof List<?> list) {
      list.forEach(each -> found.add((Map<?, ?>) each));
    }
    return found;
  }

  /** What applications left in the staging folder. */
  List<String> staged() {
    Run listing =
        hadoop.fileSystem("-ls", "/user/" + System.getProperty("user.name") + "/.slipway");
    // Only client mode may never have sent anything: then there is no such folder.
    assertThat(listing.exitCode()).as("%s", listing).isIn(0, 1);
    return listing.stdout().lines().filter(line -> line.contains("/application_")).toList();
  }

  Run succeed(String... words) {
    Run run = slipway(words);
    assertThat(run.exitCode()).as("%s", run).isZero();
    return run;
  }

  @Override
  public void close() {
    hadoop.close();
    kerberos.ifPresent(Kerberos::close);
    sandbox.close();
  }
}
