package dev.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.testkit.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Executors that boot with their driver: used when they are right, gone when they are not. */
@Tag("slipway")
class EarlyLaunchIT {
  private static final Duration PATIENCE = Duration.ofSeconds(240);
  private static final String WAITS =
      """
      import os, time
      from pyspark.sql import SparkSession
      print('begun', flush=True)
      while not os.path.exists('GO'):
          time.sleep(0.1)
      """;
  private static final String COUNTS =
      """
      spark = SparkSession.builder.getOrCreate()
      print('sum', spark.sparkContext.parallelize(range(6), 2).sum(), flush=True)
      """;

  private static TestCluster cluster;

  @BeforeAll
  static void startCluster() {
    cluster = TestCluster.start(1, 2, "4g");
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  @AfterEach
  void everythingIsFreeAgain() {
    await("cores to be free")
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(cluster.usedCores()).isZero());
    assertThat(cluster.executors()).isEmpty();
  }

  @Test
  void theContextGetsThoseThatWait() throws Exception {
    Path go = cluster.sandbox().folder().resolve("go-use");
    int before = starts();
    Run run = submit(WAITS + COUNTS, go, "--conf", "spark.authenticate=true");
    waiting();
    Files.createFile(go);
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.stdout()).contains("sum 15");
    assertThat(starts() - before).isEqualTo(2);
  }

  @Test
  void codeThatChangesTheirSettingsGetsOthers() throws Exception {
    Path go = cluster.sandbox().folder().resolve("go-change");
    String changes = COUNTS.replace("builder.", "builder.config('spark.executor.memory', '600m').");
    int before = starts();
    Run run = submit(WAITS + changes, go);
    waiting();
    Files.createFile(go);
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.stdout()).contains("sum 15");
    assertThat(starts() - before).isEqualTo(4);
  }

  @Test
  void aProgramWithoutAContextGivesThemBack() throws Exception {
    Path go = cluster.sandbox().folder().resolve("go-none");
    Run run = submit(WAITS, go);
    waiting();
    Files.createFile(go);
    assertThat(run.exitCode()).as("%s", run).isZero();
  }

  @Test
  void aContextThatIsStoppedAtOnceGivesThemBack() throws Exception {
    Path go = cluster.sandbox().folder().resolve("go-stop");
    Files.createFile(go);
    Run run = submit(WAITS + "SparkSession.builder.getOrCreate().stop()\n", go);
    assertThat(run.exitCode()).as("%s", run).isZero();
  }

  @Test
  void aDriverThatIsKilledBeforeItsContextLeavesNone() {
    Run run = submit(WAITS, cluster.sandbox().folder().resolve("never"));
    waiting();
    run.signal("KILL");
    assertThat(run.exitCode()).isEqualTo(137);
    await().atMost(Duration.ofSeconds(4)).until(() -> cluster.executors().isEmpty());
    cluster.sandbox().forgetTemporaryFiles();
  }

  @Test
  void theyOutliveKilledDaemons() throws Exception {
    Path go = cluster.sandbox().folder().resolve("go-kill");
    Run run = submit(WAITS + COUNTS, go);
    Set<Long> early = waiting();
    cluster.kill("dev.slipway.standalone.node.NodeMain");
    cluster.kill("dev.slipway.standalone.server.ServerMain");
    int before = starts();
    cluster.startAgain();
    await().atMost(PATIENCE).until(() -> cluster.usedCores() == 2);
    assertThat(executors()).isEqualTo(early);
    Files.createFile(go);
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.stdout()).contains("sum 15");
    assertThat(starts()).isEqualTo(before);
  }

  private static Run submit(String code, Path go, String... more) {
    Object[] words = new Object[more.length + 1];
    System.arraycopy(more, 0, words, 0, more.length);
    words[more.length] = cluster.python(code.replace("GO", go.toString()));
    Run run = cluster.submit(words);
    return run.awaitOutput("begun");
  }

  /** Both executors' JVMs are there, and no context is. */
  private static Set<Long> waiting() {
    await("early executors").atMost(PATIENCE).until(() -> cluster.executors().size() == 2);
    return executors();
  }

  private static Set<Long> executors() {
    return cluster.executors().stream().map(ProcessHandle::pid).collect(Collectors.toSet());
  }

  /** How many containers the node ever started: their logs stay. */
  private static int starts() {
    try (var found = Files.find(cluster.sandbox().folder(), 12, (path, a) -> isLog(path))) {
      return (int) found.count();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static boolean isLog(Path path) {
    return path.endsWith("stderr") && path.toString().contains("/containers/");
  }
}
