package dev.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.testkit.Run;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Executors in containers of our own cluster, client mode, as a user runs it. */
@Tag("slipway")
class StandaloneIT {
  private static final Duration PATIENCE = Duration.ofSeconds(240);

  /** The orphan rule's three seconds, and one to look. */
  private static final Duration ORPHANS = Duration.ofSeconds(4);

  private static TestCluster cluster;

  @BeforeAll
  static void startCluster() {
    cluster = TestCluster.start(2, 2, "4g");
    assertThat(cluster.master()).startsWith("slipway://127.0.0.1:");
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  @AfterEach
  void everythingIsFreeAgain() {
    cluster.endApplications();
    await("cores and memory to be free")
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(cluster.usedCores()).isZero());
    assertThat(cluster.executors()).isEmpty();
  }

  @Test
  void aJavaApplicationRunsOnTwoExecutors() {
    Run run = cluster.submit("--class", "dev.slipway.examples.Pi", Examples.jar(), "4");
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.stdout()).containsPattern("Pi is roughly 3\\.\\d+");
    assertThat(
            cluster.submit("--class", "dev.slipway.examples.Exit", Examples.jar(), "7").exitCode())
        .isEqualTo(7);
  }

  @Test
  void aKilledDriversExecutorsEndWithinThreeSeconds() {
    Run run = submitBusyPython();
    assertThat(cluster.executors()).hasSizeGreaterThanOrEqualTo(2);
    run.signal("KILL");
    assertThat(run.exitCode()).isEqualTo(137);
    await().atMost(ORPHANS).untilAsserted(() -> assertThat(cluster.usedCores()).isZero());
    await().atMost(ORPHANS).untilAsserted(() -> assertThat(cluster.pythonWorkers()).isEmpty());
    assertThat(cluster.executors()).isEmpty();
    cluster.sandbox().forgetTemporaryFiles();
  }

  @Test
  void aKilledExecutorIsReplacedAndTheJobEndsRight() {
    Path program =
        cluster.python(
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
    Run run = cluster.submit("--conf", "spark.task.maxFailures=2", program).awaitOutput("ready");
    await().atMost(PATIENCE).until(() -> cluster.executors().size() >= 2);
    cluster.executors().get(0).destroyForcibly();
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.stdout()).contains("sum 66");
  }

  @Test
  void anExecutorThatFitsNoNodeIsRefusedWithTheSum() {
    Run run =
        cluster.submit(
            "--executor-memory", "64g", "--class", "dev.slipway.examples.Pi", Examples.jar(), "2");
    assertThat(run.exitCode()).as("%s", run).isEqualTo(1);
    assertThat(run.stderr()).contains("65536m heap").contains("never fit").contains("4096m");
  }

  @Test
  void aWrongAddressIsOneClearError() {
    Run run =
        cluster
            .sandbox()
            .slipway(
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
  void codeThatNamesAnotherManagerIsRefusedWithBothNames() {
    Path program =
        cluster.python(
            """
            from pyspark.sql import SparkSession
            SparkSession.builder.master('local[2]').getOrCreate()
            """);
    Run run = cluster.submit(program);
    assertThat(run.exitCode()).as("%s", run).isEqualTo(1);
    assertThat(run.stdout() + run.stderr())
        .contains("SLW-MASTER-MISMATCH")
        .contains("local[2]")
        .contains(cluster.master());
  }

  @Test
  void othersSeeAnApplicationInClientModeAndMayEndIt() {
    Run run = submitBusyPython();
    String id =
        cluster
            .succeed("list")
            .stdout()
            .lines()
            .filter(line -> line.contains(" RUNNING ") && line.contains(" client "))
            .map(line -> line.split(" ")[0])
            .findFirst()
            .orElseThrow();
    // What Python's workers print is in Spark's own log of the executor.
    assertThat(cluster.succeed("logs", id, "--container", "1").stderr()).contains("busy");
    assertThat(cluster.succeed("kill", id).stdout()).contains(id + " KILLED");
    assertThat(run.exitCode()).as("%s", run).isEqualTo(143);
    assertThat(run.stderr()).contains(id + " was stopped by ");
    Run status = cluster.succeed("status", id);
    assertThat(status.stdout()).contains("client mode  KILLED", "stopped by ");
  }

  @Test
  void whatPythonExitsWithInClientModeIsKnownAfterwards() {
    Run run = cluster.submit("--name", "seven", cluster.python("import sys; sys.exit(7)"));
    assertThat(run.exitCode()).isEqualTo(7);
    assertThat(cluster.succeed("list").stdout()).containsPattern("FAILED .* seven");
  }

  private static Run submitBusyPython() {
    Path program =
        cluster.python(
            """
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            def forever(x):
                print('busy', flush=True)
                while True: pass
            print('ready', flush=True)
            spark.sparkContext.parallelize(range(2), 2).map(forever).count()
            """);
    Run run = cluster.submit(program).awaitOutput("ready");
    await("Python workers").atMost(PATIENCE).until(() -> cluster.pythonWorkers().size() >= 4);
    return run;
  }
}
