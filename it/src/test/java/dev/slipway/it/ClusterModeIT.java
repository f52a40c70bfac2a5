package dev.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.testkit.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Drivers in containers of our own cluster, as a user runs them. */
@Tag("slipway")
class ClusterModeIT {
  private static final Duration PATIENCE = Duration.ofSeconds(240);

  /** The orphan rule's three seconds, and one to look. */
  private static final Duration ORPHANS = Duration.ofSeconds(4);

  private static TestCluster cluster;

  @BeforeAll
  static void startCluster() {
    cluster = TestCluster.start(1, 4, "5g");
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
  void javaApplicationsEndWithTheirOwnCode() {
    Run pi = submit("--class", "dev.slipway.examples.Pi", Examples.jar(), "2");
    assertThat(pi.exitCode()).as("%s", pi).isZero();
    assertThat(pi.stderr()).contains("RUNNING", "FINISHED");
    assertThat(cluster.slipway("logs", TestCluster.id(pi)).stdout())
        .containsPattern("Pi is roughly 3\\.\\d+");
    Run broken = submit("--class", "dev.slipway.examples.Throw", Examples.jar());
    assertThat(broken.exitCode()).as("%s", broken).isEqualTo(1);
  }

  @Test
  void aPythonApplicationAndItsFilesTravel() throws IOException {
    Path folder = Files.createDirectories(cluster.sandbox().folder().resolve("files"));
    Path helper = Files.writeString(folder.resolve("helper.py"), "def twice(x): return 2 * x\n");
    Path data = Files.writeString(folder.resolve("data.txt"), "hello");
    Path program =
        cluster.python(
            """
            import helper, sys
            from pyspark import SparkFiles
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            print('sum', spark.sparkContext.parallelize(range(10), 2).map(helper.twice).sum())
            print('data', open(SparkFiles.get('data.txt')).read())
            print('id', spark.sparkContext.applicationId)
            sys.exit(7)
            """);
    Run run = submit("--py-files", helper, "--files", data, program);
    assertThat(run.exitCode()).as("%s", run).isEqualTo(7);
    assertThat(cluster.slipway("logs", TestCluster.id(run)).stdout())
        .contains("sum 90", "data hello", "id " + TestCluster.id(run));
    assertThat(cluster.slipway("status", TestCluster.id(run)).stdout())
        .contains("FAILED")
        .contains("exit code 7");
  }

  @Test
  void aKilledDriversExecutorsAreGoneAndItsCodeIs137() {
    Run run = submit(waiting("never"));
    await("busy Python workers").atMost(PATIENCE).until(() -> cluster.pythonWorkers().size() >= 2);
    cluster.drivers().forEach(ProcessHandle::destroyForcibly);
    await().atMost(ORPHANS).untilAsserted(() -> assertThat(cluster.executors()).isEmpty());
    assertThat(run.exitCode()).as("%s", run).isEqualTo(137);
  }

  @Test
  void anApplicationOutlivesItsClientAndCanBeEnded() {
    Run run = submit(waiting("never"));
    await("its executors").atMost(PATIENCE).until(() -> !cluster.pythonWorkers().isEmpty());
    run.signal("INT");
    assertThat(run.exitCode()).isEqualTo(130);
    String id = TestCluster.id(run);
    assertThat(run.stderr()).contains("slipway status " + id);
    assertThat(cluster.slipway("status", id, "--output", "json").stdout()).contains("\"RUNNING\"");
    Run kill = cluster.slipway("kill", id);
    assertThat(kill.stdout()).contains("KILLED");
    assertThat(cluster.slipway("list").stdout()).contains(id);
    assertThat(cluster.slipway("status", id).stdout()).contains("stopped by ");
  }

  @Test
  void aKilledServerThatIsStartedAgainKnowsWhatRuns() throws IOException {
    Path go = cluster.sandbox().folder().resolve("go");
    Run run = submit(waiting(go.toString()));
    await("busy Python workers").atMost(PATIENCE).until(() -> cluster.pythonWorkers().size() >= 2);
    List<Long> before = cluster.drivers().stream().map(ProcessHandle::pid).toList();
    cluster.kill("dev.slipway.standalone.server.ServerMain");
    cluster.startAgain();
    assertThat(cluster.drivers().stream().map(ProcessHandle::pid).toList()).isEqualTo(before);
    Files.createFile(go);
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(cluster.slipway("logs", TestCluster.id(run)).stdout()).contains("sum 15");
  }

  @Test
  void aDriverThatComesUpWhileTheServerIsDownWaitsForIt() throws IOException {
    Path go = Files.createFile(cluster.sandbox().folder().resolve("at-once"));
    Run run = submit(waiting(go.toString()));
    await("its driver").atMost(PATIENCE).until(() -> !cluster.drivers().isEmpty());
    cluster.kill("dev.slipway.standalone.server.ServerMain");
    await("its program").atMost(PATIENCE).until(() -> !cluster.processes("program-").isEmpty());
    cluster.startAgain();
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(cluster.slipway("logs", TestCluster.id(run)).stdout()).contains("sum 15");
  }

  @Test
  void whatFitsNoNodeIsRefusedAtOnce() {
    Run run = submit("--driver-memory", "64g", waiting("never"));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.stderr()).contains("SLW-NEVER-FITS").contains("65536m heap");
  }

  @Test
  void whoDoesNotWaitGetsTheId() {
    Run run =
        submit(
            "--conf",
            "slipway.submit.wait=false",
            "--class",
            "dev.slipway.examples.Exit",
            Examples.jar(),
            "0");
    assertThat(run.exitCode()).as("%s", run).isZero();
    String id = run.stdout().strip();
    assertThat(id).matches(TestCluster.ID);
    await()
        .atMost(PATIENCE)
        .until(() -> cluster.slipway("status", id).stdout().contains("FINISHED"));
  }

  private static Run submit(Object... arguments) {
    return cluster.submit(
        Stream.concat(
                Stream.of("--deploy-mode", "cluster", "--num-executors", "1"), Stream.of(arguments))
            .toArray());
  }

  /** Waits until a file is there. */
  private static Path waiting(String go) {
    return cluster.python(
        """
        import os, time
        from pyspark.sql import SparkSession
        spark = SparkSession.builder.getOrCreate()
        def wait(x):
            while not os.path.exists('GO'):
                time.sleep(0.1)
            return x
        print('sum', spark.sparkContext.parallelize(range(6), 2).map(wait).sum())
        """
            .replace("GO", go));
  }
}
