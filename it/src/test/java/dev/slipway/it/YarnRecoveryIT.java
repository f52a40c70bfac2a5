package dev.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.testkit.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** YARN's daemons die and come back; applications go on. */
@Tag("yarn")
class YarnRecoveryIT {
  private static final Duration PATIENCE = Duration.ofSeconds(240);

  private static TestYarn yarn;

  @BeforeAll
  static void startCluster() {
    yarn = TestYarn.startRecovering(1, 8, 6144);
  }

  @AfterAll
  static void stopCluster() {
    yarn.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"client", "cluster"})
  void anApplicationGoesOnOverARestartOfTheResourceManager(String mode) throws IOException {
    Path go = mark();
    Run run = yarn.submit(mode, waitsFor(go));
    List<ProcessHandle> executors = awaitExecutors();
    yarn.hadoop().killResourceManager();
    yarn.hadoop().startResourceManager();
    Files.createFile(go);
    endsWell(mode, run, executors);
  }

  @ParameterizedTest
  @ValueSource(strings = {"client", "cluster"})
  void executorsGoOnOverARestartOfTheirNodeManager(String mode) throws IOException {
    Path go = mark();
    Run run = yarn.submit(mode, waitsFor(go));
    List<ProcessHandle> executors = awaitExecutors();
    yarn.hadoop().killNodeManager(1);
    yarn.hadoop().startNodeManager(1);
    await("the node").atMost(PATIENCE).until(() -> yarn.hadoop().runningNodes() == 1);
    assertThat(executors).allMatch(ProcessHandle::isAlive);
    Files.createFile(go);
    endsWell(mode, run, executors);
  }

  private static void endsWell(String mode, Run run, List<ProcessHandle> executors) {
    assertThat(run.exitCode()).as("%s", run).isZero();
    // A ResourceManager that was started again does not tell where an ended container was.
    if (mode.equals("client")) {
      assertThat(run.stdout()).contains("sum 66");
    }
    yarn.awaitFinalStatus("SUCCEEDED");
    await().atMost(PATIENCE).until(() -> executors.stream().noneMatch(ProcessHandle::isAlive));
    await().atMost(PATIENCE).until(() -> yarn.containers().isEmpty());
  }

  private static List<ProcessHandle> awaitExecutors() {
    await("executors").atMost(PATIENCE).until(() -> yarn.executors().size() == 2);
    return yarn.executors();
  }

  private static Path mark() {
    return yarn.sandbox().folder().resolve("go-" + System.nanoTime());
  }

  /** A job that is under way until the file is there. */
  private static Path waitsFor(Path file) {
    return yarn.python(
        """
        import os, time
        from pyspark.sql import SparkSession
        spark = SparkSession.builder.getOrCreate()
        def wait(x):
            while not os.path.exists('%s'): time.sleep(0.1)
            return x
        print('sum', spark.sparkContext.parallelize(range(12), 4).map(wait).sum(), flush=True)
        """
            .formatted(file));
  }
}
