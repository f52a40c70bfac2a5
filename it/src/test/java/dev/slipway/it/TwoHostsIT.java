package dev.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.api.wire.Json;
import dev.slipway.testkit.ProcFs;
import dev.slipway.testkit.Run;
import dev.slipway.testkit.Sandbox;
import dev.slipway.testkit.TwoHosts;
import dev.slipway.testkit.TwoHosts.Host;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A server and a node on one host, a node on another; the token file was copied there. */
@Tag("slipway")
class TwoHostsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(180);
  private static final String PROGRAM =
      """
      import os, sys, time
      from pyspark.sql import SparkSession
      sc = SparkSession.builder.getOrCreate().sparkContext
      while not os.path.exists(sys.argv[1]):
          total = sc.parallelize(range(4), 4).sum()
          known = sc._jsc.sc().getExecutorMemoryStatus().keys().mkString(" ").split(" ")
          hosts = sorted(each.split(":")[0] for each in known)
          print("hosts", *hosts, "sum", total, flush=True)
          time.sleep(0.5)
      """;

  private Sandbox sandbox;
  private TwoHosts hosts;
  private Run server;
  private Run near;
  private Run far;

  @BeforeEach
  void start() throws Exception {
    Optional<String> missing = TwoHosts.missing();
    assumeTrue(missing.isEmpty(), () -> "skipped: " + missing.orElse(""));
    sandbox = Sandbox.create();
    hosts = TwoHosts.create();
    server =
        slipway(
            hosts.first(),
            "server",
            "--listen",
            "0.0.0.0:7477",
            "--conf",
            "slipway.node.silenceTimeout=5s");
    Path address = sandbox.folder().resolve("slipway/state/cluster/server/address");
    await("the server").atMost(PATIENCE).until(() -> Files.exists(address));
    near = node(hosts.first(), "near");
    far = node(hosts.second(), "far");
    await("both nodes").ignoreExceptions().atMost(PATIENCE).until(() -> nodes().size() == 2);
  }

  @AfterEach
  void stop() {
    if (sandbox == null) {
      return;
    }
    try {
      for (Run daemon : new Run[] {near, far, server}) {
        if (daemon != null) {
          daemon.stop();
        }
      }
    } finally {
      if (hosts != null) {
        hosts.close();
      }
      sandbox.close();
    }
  }

  @Test
  void aNodeThatIsCutOffIsReplacedAndWhatItStillRunsIsEndedWhenItIsBack() throws Exception {
    Path enough = sandbox.folder().resolve("enough");
    Run driver = submit("client", enough);
    String both = "hosts " + hosts.first().address() + " " + hosts.first().address();
    driver.awaitOutput(both + " " + hosts.second().address() + " sum 6");

    hosts.cut();
    await("unknown")
        .ignoreExceptions()
        .atMost(PATIENCE)
        .until(() -> state("far").equals("UNKNOWN"));
    await("lost").ignoreExceptions().atMost(PATIENCE).until(() -> state("far").isEmpty());
    // The driver and two executors, the replacement among them.
    driver.awaitOutput(both + " " + hosts.first().address() + " sum 6");
    assertThat(executorsOf(hosts.second())).as("cut off, it goes on").hasSize(1);

    hosts.join();
    await("back").ignoreExceptions().atMost(PATIENCE).until(() -> state("far").equals("READY"));
    await("ended there").atMost(PATIENCE).until(() -> executorsOf(hosts.second()).isEmpty());
    Files.createFile(enough);
    assertThat(driver.exitCode()).as("%s", driver).isZero();
  }

  @Test
  void inClusterModeTheDriverReachesTheServerByItsNodesWay() throws Exception {
    Path enough = sandbox.folder().resolve("enough");
    Run client = submit("cluster", enough);
    await("executors on both hosts")
        .atMost(PATIENCE)
        .until(
            () ->
                !executorsOf(hosts.first()).isEmpty() && !executorsOf(hosts.second()).isEmpty()
                    || !client.isAlive());
    Files.createFile(enough);
    assertThat(client.exitCode()).as("%s", client).isZero();
  }

  @Test
  void whoHasNotTheFingerprintIsRefusedAndAWrongTokenToo() throws Exception {
    Path tokenFile = sandbox.folder().resolve("slipway/state/cluster/token");
    List<String> lines = Files.readAllLines(tokenFile);
    Path bare = Files.writeString(sandbox.folder().resolve("bare"), lines.get(0) + "\n");
    Path wrong =
        Files.writeString(sandbox.folder().resolve("w"), "x".repeat(64) + "\n" + lines.get(1));
    Run plain = node(hosts.second(), "plain", bare);
    assertThat(plain.exitCode()).isEqualTo(1);
    assertThat(plain.stderr()).contains("[SLW-UNSUPPORTED]", "token file");
    Run stranger = node(hosts.second(), "stranger", wrong);
    assertThat(stranger.exitCode()).isEqualTo(1);
    assertThat(stranger.stderr()).contains("[SLW-UNAUTHORIZED]");
    assertThat(nodes()).hasSize(2);
  }

  private Run submit(String deployMode, Path enough) throws Exception {
    Path program = Files.writeString(sandbox.folder().resolve("program.py"), PROGRAM);
    return slipway(
        hosts.first(),
        "submit",
        "--master",
        master(),
        "--deploy-mode",
        deployMode,
        "--num-executors",
        "2",
        "--executor-cores",
        "1",
        "--executor-memory",
        "512m",
        "--driver-memory",
        "512m",
        program.toString(),
        enough.toString());
  }

  private String master() {
    return "slipway://" + hosts.first().address() + ":7477";
  }

  private Run node(Host host, String id) {
    return node(host, id, sandbox.folder().resolve("slipway/state/cluster/token"));
  }

  private Run node(Host host, String id, Path token) {
    return slipway(
        host,
        "node",
        "--server",
        master(),
        "--id",
        id,
        "--cores",
        "3",
        "--memory",
        "4g",
        "--work-dir",
        sandbox.folder().resolve(id).toString(),
        "--conf",
        "slipway.archive.auto=false",
        "--token-file",
        token.toString());
  }

  private Run slipway(Host host, String... words) {
    String[] all = new String[words.length + 1];
    all[0] = "./slipway";
    System.arraycopy(words, 0, all, 1, words.length);
    return sandbox.run(host.command(all), Map.of());
  }

  private List<ProcessHandle> executorsOf(Host host) {
    return sandbox.processes().stream()
        .filter(each -> isExecutor(ProcFs.commandLine(each.pid())) && host.holds(each.pid()))
        .toList();
  }

  private static boolean isExecutor(String line) {
    return line.split(" ")[0].endsWith("/bin/java") && line.contains("ExecutorMain");
  }

  private String state(String id) {
    return nodes().stream()
        .filter(node -> id.equals(node.get("id")))
        .map(node -> String.valueOf(node.get("state")))
        .findFirst()
        .orElse("");
  }

  private List<Map<?, ?>> nodes() {
    Run status =
        slipway(hosts.first(), "cluster", "status", "--master", master(), "--output", "json");
    if (status.exitCode() != 0) {
      throw new IllegalStateException("" + status); // a slow moment of a busy machine
    }
    Map<?, ?> cluster = (Map<?, ?>) Json.parse(status.stdout());
    return ((List<?>) cluster.get("nodes"))
        .stream().<Map<?, ?>>map(node -> (Map<?, ?>) node).toList();
  }
}
