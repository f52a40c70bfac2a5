package dev.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.testkit.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What YARN does to containers by itself, and where it puts them, on two hosts. */
@Tag("yarn")
class YarnNodesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(240);

  /** Of three gibibytes, in a container that has less. */
  private static final String HOARD =
      """
      import time
      from pyspark.sql import SparkSession
      spark = SparkSession.builder.getOrCreate()
      def hoard(x):
          held = b'x' * (3 << 30)
          time.sleep(120)
          return len(held)
      """;

  private static TestYarn yarn;

  private final List<Run> started = new ArrayList<>();

  @BeforeAll
  static void startCluster() {
    yarn =
        TestYarn.start(
            2,
            4,
            3072,
            Map.of(
                // Ten minutes otherwise, until a node that says nothing is lost.
                "yarn.nm.liveness-monitor.expiry-interval-ms",
                "15000",
                // Otherwise a NodeManager leaves memory to control groups, also where it has none.
                "yarn.nodemanager.resource.memory.enforced",
                "false"));
  }

  @AfterAll
  static void stopCluster() {
    yarn.close();
  }

  @AfterEach
  void nothingIsLeft() {
    started.forEach(Run::stop);
    yarn.awaitEndOfAll();
  }

  @Test
  void anExecutorBeyondItsMemoryIsTheApplicationsFaultAndTheWordsSayWhatToRaise() {
    Run run =
        yarn.submit(
            "client",
            "--conf",
            "spark.task.maxFailures=1",
            yarn.python(HOARD + "spark.sparkContext.parallelize([0], 1).map(hoard).count()\n"));
    assertThat(run.exitCode()).as("%s", run).isEqualTo(1);
    assertThat(run.stderr())
        .contains("exited caused by one of the running tasks")
        .contains("killed by YARN for exceeding its limit of memory of 896m = 512m heap + 384m")
        .contains("raise spark.executor.memoryOverhead");
  }

  @Test
  void aDriverBeyondItsMemoryIsToldWhatToRaise() {
    Run run =
        yarn.submit(
            "cluster", "--conf", "spark.yarn.maxAppAttempts=1", yarn.python(HOARD + "hoard(0)\n"));
    assertThat(run.exitCode()).as("%s", run).isEqualTo(137);
    assertThat(run.stderr()).contains("raise spark.driver.memoryOverhead");
    assertThat(yarn.succeed("status", yarn.lastId(), "--master", "yarn").stdout())
        .contains("raise spark.driver.memoryOverhead");
  }

  @Test
  void executorsOfALostNodeAreNobodysFaultAndTheJobGoesOnElsewhere() throws IOException {
    Run run = placed("--conf", "spark.executor.maxNumFailures=1");
    int lost = nodeWithoutMaster();
    Path go = mark();
    run.say(yarn.hadoop().host(lost) + " " + go);
    awaitExecutors(2);
    List<ProcessHandle> first = yarn.executors();
    yarn.hadoop().killNodeManager(lost);
    try {
      await("the node's loss")
          .atMost(PATIENCE)
          .until(() -> yarn.hadoop().nodes("LOST").contains(yarn.hadoop().host(lost)));
      await("others")
          .atMost(PATIENCE)
          .until(() -> yarn.executors().stream().filter(one -> !first.contains(one)).count() == 2);
      Files.createFile(go);
      run.awaitOutput("job 1 ran on [" + yarn.hadoop().host(3 - lost) + "]");
      assertThat(run.stderr()).contains("its node was lost");
      endsWell(run);
    } finally {
      yarn.hadoop().startNodeManager(lost);
      await("the node").atMost(PATIENCE).until(() -> yarn.hadoop().runningNodes() == 2);
    }
  }

  @Test
  void executorsAreAskedForWhereTheirTasksLikeToRun() throws IOException {
    Path there = Files.createFile(mark());
    for (int node = 1; node <= 2; node++) {
      Run run = placed();
      run.say(yarn.hadoop().host(node) + " " + there);
      run.awaitOutput("job 1 ran on [" + yarn.hadoop().host(node) + "]");
      endsWell(run);
    }
  }

  @Test
  void noExecutorIsOnAHostThatTheApplicationExcludes() throws IOException {
    Path there = Files.createFile(mark());
    for (int node = 1; node <= 2; node++) {
      Run run = placed("--conf", "spark.yarn.exclude.nodes=" + yarn.hadoop().host(node));
      run.say(yarn.hadoop().host(node) + " " + there);
      run.awaitOutput("job 1 ran on [" + yarn.hadoop().host(3 - node) + "]");
      endsWell(run);
    }
  }

  @Test
  void aNodeThatIsDecommissionedGetsNoMoreTasks() throws IOException {
    Run run =
        placed(
            "--conf", "spark.decommission.enabled=true",
            "--conf", "spark.executor.maxNumFailures=1");
    int leaving = nodeWithoutMaster();
    Path go = mark();
    run.say(yarn.hadoop().host(leaving) + " " + go);
    run.awaitError("Starting task 0.0").awaitError("Starting task 1.0");
    yarn.hadoop().decommission(leaving);
    try {
      run.awaitError("is to leave: YARN decommissions its node");
      Files.createFile(go);
      run.awaitOutput("job 1 ran on ");
      run.say(yarn.hadoop().host(leaving) + " " + go);
      run.awaitOutput("job 2 ran on [" + yarn.hadoop().host(3 - leaving) + "]");
      endsWell(run);
    } finally {
      yarn.hadoop().recommission(leaving);
      await("the node").atMost(PATIENCE).until(() -> yarn.hadoop().runningNodes() == 2);
    }
  }

  /** Asks for executors when there are tasks, one for each. */
  private Run placed(String... options) {
    List<Object> words = new ArrayList<>(List.of(options));
    for (String setting :
        new String[] {
          "spark.dynamicAllocation.enabled=true",
          "spark.dynamicAllocation.maxExecutors=2",
          "spark.executor.cores=1"
        }) {
      words.addAll(List.of("--conf", setting));
    }
    words.addAll(List.of("--class", "dev.slipway.examples.Placed", Examples.jar(), 2));
    Run run = yarn.submit("client", words.toArray());
    started.add(run);
    return run;
  }

  private static void endsWell(Run run) {
    run.closeInput();
    assertThat(run.exitCode()).as("%s", run).isZero();
    yarn.awaitFinalStatus("SUCCEEDED");
  }

  private static int nodeWithoutMaster() {
    await("the master")
        .atMost(PATIENCE)
        .until(() -> yarn.running() == 1 && !yarn.masters().isEmpty());
    return yarn.lastHost().equals(yarn.hadoop().host(1)) ? 2 : 1;
  }

  private static void awaitExecutors(int count) {
    await(count + " executors").atMost(PATIENCE).until(() -> yarn.executors().size() == count);
  }

  private static Path mark() {
    return yarn.sandbox().folder().resolve("mark-" + System.nanoTime());
  }
}
