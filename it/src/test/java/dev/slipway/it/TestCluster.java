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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A cluster of our own in a sandbox, started and stopped as a user does it. */
final class TestCluster implements AutoCloseable {
  /** An application's. */
  static final Pattern ID = Pattern.compile("app-\\d{14}-[0-9a-f]{4}\\d{4}");

  private static final Duration PATIENCE = Duration.ofSeconds(240);

  private final Sandbox sandbox;
  private final String master;

  private TestCluster(Sandbox sandbox, String master) {
    this.sandbox = sandbox;
    this.master = master;
  }

  /** Nodes of this many cores and this memory each. */
  static TestCluster start(int nodes, int cores, String memory, String... more) {
    Sandbox sandbox = Sandbox.create();
    List<String> words = new ArrayList<>(List.of("cluster", "start", "--port", "0"));
    words.addAll(List.of("--nodes", Integer.toString(nodes)));
    words.addAll(List.of("--cores", Integer.toString(cores), "--memory", memory));
    // What each node would make in the background is no part of these tests, and takes their time.
    words.addAll(List.of("--conf", "slipway.archive.auto=false"));
    words.addAll(List.of(more));
    Run start = sandbox.slipway(words.toArray(String[]::new));
    assertThat(start.exitCode()).as("%s", start).isZero();
    List<String> lines = start.stdout().lines().toList();
    return new TestCluster(sandbox, lines.get(lines.size() - 1));
  }

  /** As a user does it whose daemons died: as it was. */
  void startAgain() {
    succeed("cluster", "start");
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

  /** Slipway's command with these words, once it has ended. */
  Run slipway(String... words) {
    Run run = sandbox.slipway(words);
    run.exitCode();
    return run;
  }

  /** The same, and it succeeded. */
  Run succeed(String... words) {
    Run run = slipway(words);
    assertThat(run.exitCode()).as("%s", run).isZero();
    return run;
  }

  /** The application that a submission in cluster mode says it has become. */
  static String id(Run submission) {
    await()
        .atMost(PATIENCE)
        .until(() -> ID.matcher(submission.stderr()).find() || !submission.isAlive());
    Matcher id = ID.matcher(submission.stderr());
    assertThat(id.find()).as("%s", submission).isTrue();
    return id.group();
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

  /** The executors' JVMs. */
  List<ProcessHandle> executors() {
    return jvms("dev.slipway.spark.ExecutorMain");
  }

  /** The drivers' JVMs. */
  List<ProcessHandle> drivers() {
    return jvms("dev.slipway.spark.DriverMain");
  }

  private List<ProcessHandle> jvms(String mainClass) {
    // Not their shims, whose command line holds the JVM's too.
    return processes(mainClass).stream()
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
    succeed("list")
        .stdout()
        .lines()
        .filter(line -> line.contains(" RUNNING "))
        .forEach(line -> slipway("kill", line.split(" ")[0]));
  }

  /** Used cores of all nodes together. */
  long usedCores() {
    return nodes().stream().mapToLong(node -> (Long) node.get("usedCores")).sum();
  }

  /** As {@code cluster status --output json} shows them. */
  List<Map<?, ?>> nodes() {
    Run status = succeed("cluster", "status", "--output", "json");
    Map<?, ?> cluster = (Map<?, ?>) Json.parse(status.stdout());
    return ((List<?>) cluster.get("nodes"))
        .stream().<Map<?, ?>>map(node -> (Map<?, ?>) node).toList();
  }

  @Override
  public void close() {
    try {
      succeed("cluster", "stop");
    } finally {
      sandbox.close();
    }
  }
}
