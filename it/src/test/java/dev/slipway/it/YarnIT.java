package dev.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.api.wire.Json;
import dev.slipway.testkit.ProcFs;
import dev.slipway.testkit.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both deploy modes on a real YARN under its default intervals, as a user runs them. */
@Tag("yarn")
class YarnIT {
  private static final Duration PATIENCE = Duration.ofSeconds(240);

  /** The orphan rule's three seconds, and one to look. */
  private static final Duration ORPHANS = Duration.ofSeconds(4);

  private static final String BUSY =
      """
      import os
      from pyspark.sql import SparkSession
      spark = SparkSession.builder.getOrCreate()
      def forever(x):
          while True: pass
      print('ready', os.getpid(), flush=True)
      spark.sparkContext.parallelize(range(2), 2).map(forever).count()
      """;

  private static TestYarn yarn;

  @BeforeAll
  static void startCluster() {
    yarn = TestYarn.start(1, 8, 6144);
  }

  @AfterAll
  static void stopCluster() {
    yarn.close();
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    yarn.awaitEndOfAll();
    assertThat(yarn.staged()).as("staging").isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"client,0", "client,7", "cluster,0", "cluster,7"})
  void aJavaApplicationEndsWithItsOwnCode(String mode, int code) {
    Run run = yarn.submit(mode, "--class", "dev.slipway.examples.Exit", Examples.jar(), code);
    assertThat(run.exitCode()).as("%s", run).isEqualTo(code);
    // In client mode nobody but the client knows what System.exit was given.
    boolean known = mode.equals("cluster");
    yarn.awaitFinalStatus(known && code != 0 ? "FAILED" : "SUCCEEDED");
  }

  @ParameterizedTest
  @ValueSource(strings = {"client", "cluster"})
  void anExceptionIsCodeOne(String mode) {
    Run run = yarn.submit(mode, "--class", "dev.slipway.examples.Throw", Examples.jar());
    assertThat(run.exitCode()).as("%s", run).isEqualTo(1);
    yarn.awaitFinalStatus("FAILED");
  }

  @ParameterizedTest
  @ValueSource(strings = {"client", "cluster"})
  void aJavaApplicationComputes(String mode) {
    Run run = yarn.submit(mode, "--class", "dev.slipway.examples.Pi", Examples.jar(), 4);
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(yarn.output(mode, run)).containsPattern("Pi is roughly 3\\.\\d+");
  }

  @ParameterizedTest
  @ValueSource(strings = {"client", "cluster"})
  void whereTheTimeWentAndWhoWasThereIsKnownAfterwards(String mode) {
    Run run = yarn.submit(mode, "--class", "dev.slipway.examples.Pi", Examples.jar(), 2);
    assertThat(run.exitCode()).as("%s", run).isZero();
    String id = yarn.lastId();
    await("the end to be known")
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(timeline(id)).endsWith("FIRST_TASK", "END"));
    assertThat(timeline(id))
        .startsWith("COMMAND_LINE")
        .contains("JVM", "SPARK_CONTEXT", "FIRST_EXECUTOR");
    if (mode.equals("cluster")) {
      assertThat(timeline(id)).contains("UPLOAD", "QUEUE", "CONTAINER");
    }
    assertThat(yarn.succeed("status", id, "--master", "yarn").stdout())
        .contains("containers: driver 1 2\n");
    assertThat(yarn.succeed("logs", id, "--master", "yarn", "--container", "1").stderr())
        .contains("Executor");
  }

  private static List<String> timeline(String id) {
    Run run = yarn.succeed("status", id, "--master", "yarn", "--timeline", "--output", "json");
    Map<?, ?> json = (Map<?, ?>) Json.parse(run.stdout());
    return ((List<?>) json.get("timeline"))
        .stream().map(phase -> (String) ((Map<?, ?>) phase).get("phase")).toList();
  }

  @Test
  void withoutHadoopsConfigurationNothingIsTried() {
    Run run =
        yarn.sandbox()
            .slipway("submit", "--master", "yarn", "--class", "Any", Examples.jar().toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.stderr()).contains("SLW-HADOOP-CONF-MISSING").doesNotContain("\tat ");
  }

  @Test
  void aKeyThatIsNotThereIsRefusedByName() {
    refused("SLW-UNSUPPORTED", "--conf", "spark.yarn.unmanagedAM.enabled=true");
  }

  @Test
  void yarnsPageLeadsToTheDriversPages() throws IOException {
    Run run = yarn.submit("client", yarn.python(BUSY)).awaitOutput("ready");
    await("the tracking URL")
        .atMost(PATIENCE)
        .until(() -> yarn.lastTrackingUrl().contains("/proxy/"));
    assertThat(yarn.get(yarn.lastTrackingUrl()))
        .contains("Spark Jobs")
        .contains("/proxy/application_");
    run.signal("TERM");
    assertThat(run.exitCode()).isEqualTo(143);
  }

  @Test
  void aKilledDriversExecutorsEndInClientMode() {
    Run run = yarn.submit("client", yarn.python(BUSY)).awaitOutput("ready");
    await().atMost(PATIENCE).until(() -> yarn.executors().size() == 2);
    run.signal("KILL");
    assertThat(run.exitCode()).isEqualTo(137);
    await().atMost(ORPHANS).until(() -> yarn.executors().isEmpty());
    await().atMost(Duration.ofSeconds(60)).until(() -> yarn.running() == 0);
    yarn.awaitFinalStatus("FAILED");
    yarn.sandbox().forgetTemporaryFiles();
  }

  @Test
  void aKilledDriverInClusterModeIsCode137() {
    Run run = yarn.submit("cluster", "--conf", "spark.yarn.maxAppAttempts=1", yarn.python(BUSY));
    await().atMost(PATIENCE).until(() -> yarn.executors().size() == 2);
    yarn.drivers().get(0).destroyForcibly();
    await().atMost(ORPHANS).until(() -> yarn.executors().isEmpty());
    assertThat(run.exitCode()).as("%s", run).isEqualTo(137);
  }

  @Test
  void aKilledMasterEndsDriverAndExecutorsAndTheNextAttemptRuns() throws IOException {
    Path mark = yarn.sandbox().folder().resolve("mark-" + System.nanoTime());
    Path program =
        yarn.python(
            """
            import os, sys, time
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            print('sum', spark.sparkContext.parallelize(range(4), 2).sum(), flush=True)
            if not os.path.exists('%s'):
                open('%s', 'w').close()
                time.sleep(600)
            """
                .formatted(mark, mark));
    Run run = yarn.submit("cluster", program);
    await().atMost(PATIENCE).until(() -> Files.exists(mark));
    List<ProcessHandle> first = yarn.executors();
    ProcessHandle driver = yarn.drivers().get(0);
    yarn.masters().get(0).destroyForcibly();
    await().atMost(ORPHANS).until(() -> first.stream().noneMatch(ProcessHandle::isAlive));
    assertThat(ProcFs.isAlive(driver.pid())).isFalse();
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(yarn.output("cluster", run)).contains("sum 6");
  }

  @Test
  void aDriverHereGoesOnWithTheNextMaster() {
    Path program =
        yarn.python(
            """
            import sys
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            spark.sparkContext.parallelize(range(4), 2).sum()
            print('ready', flush=True)
            sys.stdin.readline()
            print('sum', spark.sparkContext.parallelize(range(12), 4).sum(), flush=True)
            """);
    Run run = yarn.submit("client", program).awaitOutput("ready");
    List<ProcessHandle> first = yarn.executors();
    yarn.masters().get(0).destroyForcibly();
    await().atMost(PATIENCE).until(() -> first.stream().noneMatch(ProcessHandle::isAlive));
    await("new ones").atMost(PATIENCE).until(() -> yarn.executors().size() == 2);
    run.say("go on");
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.stdout()).contains("sum 66");
    yarn.awaitFinalStatus("SUCCEEDED");
  }

  @Test
  void aKilledApplicationLeavesNothingInStaging() {
    Run run = yarn.submit("cluster", "--files", Examples.jar(), yarn.python(BUSY));
    await().atMost(PATIENCE).until(() -> yarn.executors().size() == 2);
    assertThat(yarn.staged()).isNotEmpty();
    yarn.succeed("kill", yarn.lastId(), "--master", "yarn");
    assertThat(run.exitCode()).as("%s", run).isEqualTo(143);
  }

  @Test
  void aStoppedDriverSurvivesAMinute() throws InterruptedException {
    Path program =
        yarn.python(
            """
            import time
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            spark.sparkContext.parallelize(range(4), 2).sum()
            print('ready', flush=True)
            input()
            print('sum', spark.sparkContext.parallelize(range(4), 2).sum(), flush=True)
            """);
    Run run = yarn.submit("client", program).awaitOutput("ready");
    run.signal("STOP");
    Thread.sleep(60_000);
    run.signal("CONT");
    run.say("go on");
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.stdout()).contains("sum 6");
  }

  @Test
  void othersEndAnApplicationInClientMode() {
    Run run = yarn.submit("client", yarn.python(BUSY)).awaitOutput("ready");
    await().atMost(PATIENCE).until(() -> yarn.executors().size() == 2);
    assertThat(yarn.succeed("kill", yarn.lastId(), "--master", "yarn").stdout()).contains("KILLED");
    assertThat(run.exitCode()).as("%s", run).isEqualTo(143);
  }

  @Test
  void whatIsWrongIsOneClearError() {
    refused("SLW-NEVER-FITS", "--driver-memory", "64g");
    refused("SLW-INVALID-VALUE", "--queue", "no-such-queue");
    refused("SLW-SYSTEM", "--conf", "spark.yarn.stagingDir=file:///proc/nowhere");
  }

  private static void refused(String code, String... options) {
    Object[] words = new Object[options.length + 3];
    System.arraycopy(options, 0, words, 0, options.length);
    words[options.length] = "--class";
    words[options.length + 1] = "dev.slipway.examples.Exit";
    words[options.length + 2] = Examples.jar();
    Run run = yarn.submit("cluster", words);
    assertThat(run.exitCode()).as("%s", run).isEqualTo(1);
    assertThat(run.stderr()).contains(code).doesNotContain("\tat ");
  }
}
