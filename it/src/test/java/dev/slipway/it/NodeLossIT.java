package dev.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.testkit.ProcFs;
import dev.slipway.testkit.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Nodes that fall silent, come back, or are drained, with what runs on them. */
@Tag("slipway")
class NodeLossIT {
  private static final Duration PATIENCE = Duration.ofSeconds(240);
  private static final String AGENT = "dev.slipway.standalone.node.NodeMain";
  private static final Pattern RUNS_ON = Pattern.compile("its driver runs on (node-\\d)");

  private TestCluster cluster;
  private Path go;

  @BeforeEach
  void startCluster() {
    cluster = TestCluster.start(2, 2, "3g", "--conf", "slipway.node.silenceTimeout=5s");
    go = cluster.sandbox().folder().resolve("go");
  }

  @AfterEach
  void stopCluster() throws Exception {
    // A stopped process obeys nobody but KILL.
    for (ProcessHandle agent : cluster.processes(AGENT)) {
      Run.signal("CONT", agent.pid());
    }
    cluster.close();
  }

  @Test
  void aSupervisedDriverIsStartedAgainElsewhereAndTheOldOneNeverRunsBesideIt() throws Exception {
    Run run = submit("--deploy-mode", "cluster", "--supervise");
    String first =
        await("a driver").atMost(PATIENCE).until(() -> runsOn(run, 1), s -> !s.isEmpty());
    await("its executor").atMost(PATIENCE).until(() -> !cluster.executors().isEmpty());
    List<ProcessHandle> before = cluster.drivers();
    Run.signal("STOP", agent(first).pid());
    String second =
        await("the next").atMost(PATIENCE).until(() -> runsOn(run, 2), s -> !s.isEmpty());
    assertThat(second).isNotEqualTo(first);
    Run.signal("CONT", agent(first).pid());
    await("the old one to be ended")
        .atMost(PATIENCE)
        .until(() -> before.stream().noneMatch(ProcessHandle::isAlive));
    Files.createFile(go);
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(ends()).as("%s", run).hasSize(1);
    assertThat(run.stderr()).contains("was silent for 5 s; attempt 2 follows");
  }

  @Test
  void withoutSupervisionADriverIsLostWithItsNode() throws Exception {
    Run run = submit("--deploy-mode", "cluster");
    String node = await("a driver").atMost(PATIENCE).until(() -> runsOn(run, 1), s -> !s.isEmpty());
    Run.signal("STOP", agent(node).pid());
    assertThat(run.exitCode()).as("%s", run).isEqualTo(1);
    assertThat(run.stderr()).contains("UNKNOWN", "FAILED", "its node " + node + " was silent");
    Run.signal("CONT", agent(node).pid());
    await("what it still ran to be ended")
        .atMost(PATIENCE)
        .until(() -> cluster.drivers().isEmpty());
    assertThat(ends()).isEmpty();
  }

  @Test
  void anAgentThatWasStoppedForAMomentIsUnknownAndGoesOn() throws Exception {
    cluster.close();
    cluster = TestCluster.start(2, 2, "3g");
    go = cluster.sandbox().folder().resolve("go");
    Run run = submit("--deploy-mode", "cluster");
    String node = await("a driver").atMost(PATIENCE).until(() -> runsOn(run, 1), s -> !s.isEmpty());
    Run.signal("STOP", agent(node).pid());
    run.awaitError("UNKNOWN");
    Run.signal("CONT", agent(node).pid());
    Files.createFile(go);
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(ends()).hasSize(1);
  }

  @Test
  void aDrainedNodeGivesWhatItHasToTheOthersAndLeaves() throws Exception {
    Run run = submit("--conf", "spark.decommission.enabled=true", "--num-executors", "2");
    run.awaitOutput("ready");
    await("executors on both").atMost(PATIENCE).until(() -> busyNodes() == 2);
    cluster.succeed("cluster", "decommission", "node-2");
    await("it to be empty and gone").atMost(PATIENCE).until(() -> cluster.nodes().size() == 1);
    assertThat(cluster.processes("--id node-2")).isEmpty();
    await("another in its place").atMost(PATIENCE).until(() -> cluster.executors().size() == 2);
    Files.createFile(go);
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.stdout()).contains("cached 4950");
  }

  private Run submit(String... options) {
    Path program =
        cluster.python(
            """
            import os, time
            from pyspark.sql import SparkSession
            sc = SparkSession.builder.getOrCreate().sparkContext
            numbers = sc.parallelize(range(100), 4).cache()
            numbers.count()
            print('ready', flush=True)
            while not os.path.exists('GO'):
                sc.parallelize(range(4), 4).count()
                time.sleep(0.3)
            print('cached', numbers.sum())
            open('GO.ended-%d' % os.getpid(), 'w').close()
            """
                .replace("GO", go.toString()));
    return cluster.submit(
        Stream.of(
                Stream.of(
                    "--num-executors", "1", "--executor-cores", "1", "--driver-memory", "512m"),
                Stream.of(options),
                Stream.of(program.toString()))
            .flatMap(words -> words)
            .toArray());
  }

  /** The node of a driver's attempt, as its client was told; empty: not yet. */
  private static String runsOn(Run run, int attempt) {
    assertThat(run.isAlive()).as("%s", run).isTrue();
    return RUNS_ON
        .matcher(run.stderr())
        .results()
        .skip(attempt - 1)
        .findFirst()
        .map(found -> found.group(1))
        .orElse("");
  }

  private ProcessHandle agent(String id) {
    return cluster.processes(AGENT).stream()
        .filter(each -> ProcFs.commandLine(each.pid()).contains("--id " + id + " "))
        .findFirst()
        .orElseThrow();
  }

  private long busyNodes() {
    return cluster.nodes().stream().filter(node -> (Long) node.get("usedCores") > 0).count();
  }

  private List<Path> ends() throws IOException {
    try (Stream<Path> all = Files.list(go.getParent())) {
      return all.filter(file -> file.getFileName().toString().startsWith("go.ended-")).toList();
    }
  }
}
