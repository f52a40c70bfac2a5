package dev.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.api.wire.Json;
import dev.slipway.testkit.ProcFs;
import dev.slipway.testkit.Run;
import dev.slipway.testkit.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Executors in containers of our own cluster, client mode, as a user runs it. */
@Tag("slipway")
class StandaloneIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** The orphan rule's three seconds, and one to look. */
  private static final Duration ORPHANS = Duration.ofSeconds(4);

  private static Sandbox sandbox;
  private static String master;

  @BeforeAll
  static void startCluster() {
    sandbox = Sandbox.create();
    Run start =
        sandbox.slipway(
            "cluster", "start", "--nodes", "2", "--cores", "2", "--memory", "4g", "--port", "0");
    assertThat(start.exitCode()).as("%s", start).isZero();
    List<String> lines = start.stdout().lines().toList();
    master = lines.get(lines.size() - 1);
    assertThat(master).startsWith("slipway://127.0.0.1:");
  }

  @AfterAll
  static void stopCluster() {
    try {
      Run stop = sandbox.slipway("cluster", "stop");
      assertThat(stop.exitCode()).as("%s", stop).isZero();
    } finally {
      sandbox.close();
    }
  }

  @AfterEach
  void everythingIsFreeAgain() {
    await("cores and memory to be free")
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(used()).isZero());
    assertThat(executors()).isEmpty();
  }

  @Test
  void aJavaApplicationRunsOnTwoExecutors() {
    Run run = submit("--class", "dev.slipway.examples.Pi", Examples.jar(), "4");
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.stdout()).containsPattern("Pi is roughly 3\\.\\d+");
    assertThat(submit("--class", "dev.slipway.examples.Exit", Examples.jar(), "7").exitCode())
        .isEqualTo(7);
  }

  @Test
  void aKilledDriversExecutorsEndWithinThreeSeconds() throws IOException {
    Run run = submitBusyPython();
    assertThat(executors()).hasSizeGreaterThanOrEqualTo(2);
    run.signal("KILL");
    assertThat(run.exitCode()).isEqualTo(137);
    await().atMost(ORPHANS).untilAsserted(() -> assertThat(used()).isZero());
    await().atMost(ORPHANS).untilAsserted(() -> assertThat(pythons()).isEmpty());
    assertThat(executors()).isEmpty();
    sandbox.forgetTemporaryFiles();
  }

  @Test
  void aKilledExecutorIsReplacedAndTheJobEndsRight() throws IOException {
    Path program =
        python(
            """
            import os, sys, time
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            print('ready', flush=True)
            def slow(x):
                time.sleep(1)
                return x
            print('sum', spark.sparkContext.parallelize(range(12), 12).map(slow).sum(), flush=True)
            """);
    Run run = submit("--conf", "spark.task.maxFailures=2", program).awaitOutput("ready");
    await().atMost(PATIENCE).until(() -> executors().size() >= 2);
    executors().get(0).destroyForcibly();
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.stdout()).contains("sum 66");
  }

  @Test
  void anExecutorThatFitsNoNodeIsRefusedWithTheSum() {
    Run run =
        submit(
            "--executor-memory", "64g", "--class", "dev.slipway.examples.Pi", Examples.jar(), "2");
    assertThat(run.exitCode()).as("%s", run).isEqualTo(1);
    assertThat(run.stderr()).contains("65536m heap").contains("never fit").contains("4096m");
  }

  @Test
  void aWrongAddressIsOneClearError() {
    Run run =
        sandbox.slipway(
            "submit",
            "--master",
            "slipway://127.0.0.1:1",
            "--class",
            "dev.slipway.examples.Pi",
            Examples.jar().toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.stderr()).contains("SLW-MASTER-UNREACHABLE").doesNotContain("\tat ");
  }

  @Test
  void codeThatNamesAnotherManagerIsRefusedWithBothNames() throws IOException {
    Path program =
        python(
            """
            from pyspark.sql import SparkSession
            SparkSession.builder.master('local[2]').getOrCreate()
            """);
    Run run = submit(program);
    assertThat(run.exitCode()).as("%s", run).isEqualTo(1);
    assertThat(run.stdout() + run.stderr())
        .contains("SLW-MASTER-MISMATCH")
        .contains("local[2]")
        .contains(master);
  }

  private static Run submitBusyPython() throws IOException {
    Path program =
        python(
            """
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            def forever(x):
                print('busy', flush=True)
                while True: pass
            print('ready', flush=True)
            spark.sparkContext.parallelize(range(2), 2).map(forever).count()
            """);
    Run run = submit(program).awaitOutput("ready");
    await("Python workers").atMost(PATIENCE).until(() -> pythons().size() >= 4);
    return run;
  }

  private static List<ProcessHandle> executors() {
    return sandbox.processes().stream()
        .filter(p -> ProcFs.commandLine(p.pid()).contains("dev.slipway.spark.ExecutorMain"))
        .filter(p -> ProcFs.commandLine(p.pid()).contains("/bin/java "))
        .toList();
  }

  private static List<ProcessHandle> pythons() {
    return sandbox.processes().stream()
        .filter(p -> ProcFs.commandLine(p.pid()).contains("pyspark.daemon"))
        .toList();
  }

  /** Used cores of all nodes together. */
  private static long used() {
    Run status = sandbox.slipway("cluster", "status", "--output", "json");
    assertThat(status.exitCode()).as("%s", status).isZero();
    Map<?, ?> cluster = (Map<?, ?>) Json.parse(status.stdout());
    return ((List<?>) cluster.get("nodes"))
        .stream().mapToLong(node -> (Long) ((Map<?, ?>) node).get("usedCores")).sum();
  }

  private static Path python(String code) throws IOException {
    return Files.writeString(
        Files.createTempFile(sandbox.folder(), "program-", ".py"), code.stripIndent());
  }

  private static Run submit(Object... arguments) {
    return sandbox.slipway(
        Stream.concat(
                Stream.of("submit", "--master", master, "--executor-memory", "512m"),
                Stream.of(arguments).map(Object::toString))
            .toArray(String[]::new));
  }
}
