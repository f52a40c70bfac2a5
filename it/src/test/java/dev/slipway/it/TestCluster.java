package dev.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.api.wire.Json;
import dev.slipway.testkit.ProcFs;
import dev.slipway.testkit.Run;
import dev.slipway.testkit.Sandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A cluster of our own in a sandbox, started and stopped as a user does it. */
final class TestCluster implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(240);

  private final Sandbox sandbox;
  private final String master;
  private final List<String> size;

  private TestCluster(Sandbox sandbox, String master, List<String> size) {
    this.sandbox = sandbox;
    this.master = master;
    this.size = size;
  }

  /** Nodes of this many cores and this memory each. */
  static TestCluster start(int nodes, int cores, String memory, String... more) {
    Sandbox sandbox = Sandbox.create();
    List<String> size =
        List.of(
            "--nodes",
            Integer.toString(nodes),
            "--cores",
            Integer.toString(cores),
            "--memory",
            memory);
    Run start = start(sandbox, "0", size, more);
    List<String> lines = start.stdout().lines().toList();
    return new TestCluster(sandbox, lines.get(lines.size() - 1), size);
  }

  private static Run start(Sandbox sandbox, String port, List<String> size, String... more) {
    List<String> words = new ArrayList<>(List.of("cluster", "start", "--port", port));
    words.addAll(size);
    // What each node would make in the background is no part of these tests, and takes their time.
    words.addAll(List.of("--conf", "slipway.archive.auto=false"));
    words.addAll(List.of(more));
    Run start = sandbox.slipway(words.toArray(String[]::new));
    assertThat(start.exitCode()).as("%s", start).isZero();
    return start;
  }

  /** As a user does it whose daemons died. */
  void startAgain() {
    start(sandbox, master.substring(master.lastIndexOf(':') + 1), size);
  }

  /** With signal 9, all of one kind; there is one at least. */
  void kill(String mainClass) {
    assertThat(processes(mainClass)).isNotEmpty();
    processes(mainClass).forEach(ProcessHandle::destroyForcibly);
    await().atMost(PATIENCE).until(() -> processes(mainClass).isEmpty());
  }

  Sandbox sandbox() {
    return sandbox;
  }

  String master() {
    return master;
  }

  /** Submits in client mode; executors of 512m unless the arguments say otherwise. */
  Run submit(Object... arguments) {
    return sandbox.slipway(
        Stream.concat(
                Stream.of("submit", "--master", master, "--executor-memory", "512m"),
                Stream.of(arguments).map(Object::toString))
            .toArray(String[]::new));
  }

  /** A Python program of the sandbox's. */
  Path python(String code) {
    try {
      Path file = Files.createTempFile(sandbox.folder(), "program-", ".py");
      return Files.writeString(file, code.stripIndent());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The executors' JVMs, of one node or of all. */
  List<ProcessHandle> executors() {
    // Not their shims, whose command line holds the executor's too.
    return processes("dev.slipway.spark.ExecutorMain").stream()
        .filter(p -> ProcFs.commandLine(p.pid()).split(" ")[0].endsWith("/bin/java"))
        .toList();
  }

  List<ProcessHandle> pythonWorkers() {
    return processes("pyspark.daemon");
  }

  List<ProcessHandle> processes(String inCommandLine) {
    return sandbox.processes().stream()
        .filter(p -> ProcFs.commandLine(p.pid()).contains(inCommandLine))
        .toList();
  }

  /** What a test that failed left running would fail every test behind it. */
  void endApplications() {
    Run list = sandbox.slipway("list");
    assertThat(list.exitCode()).as("%s", list).isZero();
    list.stdout()
        .lines()
        .filter(line -> line.contains(" RUNNING "))
        .forEach(line -> sandbox.slipway("kill", line.split(" ")[0]).exitCode());
  }

  /** Used cores of all nodes together. */
  long usedCores() {
    return nodes().stream().mapToLong(node -> (Long) node.get("usedCores")).sum();
  }

  /** As {@code cluster status --output json} shows them. */
  List<Map<?, ?>> nodes() {
    Run status = sandbox.slipway("cluster", "status", "--output", "json");
    assertThat(status.exitCode()).as("%s", status).isZero();
    Map<?, ?> cluster = (Map<?, ?>) Json.parse(status.stdout());
    return ((List<?>) cluster.get("nodes"))
        .stream().<Map<?, ?>>map(node -> (Map<?, ?>) node).toList();
  }

  @Override
  public void close() {
    try {
      Run stop = sandbox.slipway("cluster", "stop");
      assertThat(stop.exitCode()).as("%s", stop).isZero();
    } finally {
      sandbox.close();
    }
  }
}
