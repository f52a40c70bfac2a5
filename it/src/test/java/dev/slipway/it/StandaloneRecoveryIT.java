package dev.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.testkit.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Daemons that are killed while an application runs: nothing of it is lost. */
@Tag("slipway")
class StandaloneRecoveryIT {
  private static final Duration PATIENCE = Duration.ofSeconds(240);

  private TestCluster cluster;

  @BeforeEach
  void startCluster() {
    cluster = TestCluster.start(2, 1, "2g");
  }

  @AfterEach
  void stopCluster() {
    cluster.close();
  }

  @Test
  void killedAgentsThatAreStartedAgainFindTheirContainers() throws Exception {
    Path go = cluster.sandbox().folder().resolve("go-1");
    Run run = submitWaiting(go);
    Set<Long> before = executors();
    cluster.kill("dev.slipway.standalone.node.NodeMain");
    await()
        .atMost(PATIENCE)
        .until(() -> cluster.nodes().stream().allMatch(n -> n.get("state").equals("UNKNOWN")));
    cluster.startAgain();
    await()
        .atMost(PATIENCE)
        .until(() -> cluster.nodes().stream().allMatch(n -> n.get("state").equals("READY")));
    assertThat(cluster.usedCores()).isEqualTo(2);
    endsWell(run, go, before);
  }

  @Test
  void aKilledServerThatIsStartedAgainLearnsWhatThereIs() throws Exception {
    Path go = cluster.sandbox().folder().resolve("go-2");
    Run run = submitWaiting(go);
    Set<Long> before = executors();
    cluster.kill("dev.slipway.standalone.server.ServerMain");
    cluster.startAgain();
    await().atMost(PATIENCE).until(() -> cluster.usedCores() == 2);
    endsWell(run, go, before);
  }

  @Test
  void stoppingEndsWhatKilledAgentsLeftBehind() throws Exception {
    Run run = submitWaiting(cluster.sandbox().folder().resolve("never"));
    cluster.kill("dev.slipway.standalone.node.NodeMain");
    assertThat(executors()).hasSize(2);
    assertThat(cluster.sandbox().slipway("cluster", "stop").exitCode()).isZero();
    assertThat(executors()).isEmpty();
    assertThat(cluster.pythonWorkers()).isEmpty();
    run.signal("KILL");
    assertThat(run.exitCode()).isEqualTo(137);
    cluster.sandbox().forgetTemporaryFiles();
  }

  /** Two tasks on two executors that wait for a file. */
  private Run submitWaiting(Path go) {
    Path program =
        cluster.python(
            """
            import os, time
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            def wait(x):
                while not os.path.exists('GO'):
                    time.sleep(0.1)
                return x
            print('ready', flush=True)
            print('sum', spark.sparkContext.parallelize(range(6), 2).map(wait).sum(), flush=True)
            """
                .replace("GO", go.toString()));
    Run run = cluster.submit("--conf", "spark.task.maxFailures=1", program).awaitOutput("ready");
    await("busy Python workers").atMost(PATIENCE).until(() -> cluster.pythonWorkers().size() >= 4);
    return run;
  }

  private void endsWell(Run run, Path go, Set<Long> before) throws Exception {
    assertThat(executors()).isEqualTo(before);
    Files.createFile(go);
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.stdout()).contains("sum 15");
    assertThat(run.stderr()).doesNotContain("Lost executor");
    await().atMost(PATIENCE).until(() -> cluster.usedCores() == 0);
  }

  private Set<Long> executors() {
    return cluster.executors().stream().map(ProcessHandle::pid).collect(Collectors.toSet());
  }
}
