package dev.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.testkit.Run;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Containers' memory and cores are the kernel's matter; run where it lets us, e.g. as root. */
@Tag("slipway")
class IsolationIT {
  private static final Duration PATIENCE = Duration.ofSeconds(240);

  private TestCluster cluster;
  private List<Path> groups = List.of();

  @BeforeEach
  void startCluster() {
    cluster = TestCluster.start(1, 2, "4g");
    String isolation = String.valueOf(cluster.nodes().get(0).get("isolation"));
    if (!isolation.startsWith("cgroup")) {
      System.out.println("IsolationIT is skipped, isolation is " + isolation);
    }
    assumeThat(isolation).startsWith("cgroup");
    groups = recordedGroups();
    assertThat(groups).isNotEmpty().allSatisfy(group -> assertThat(group).isDirectory());
  }

  @AfterEach
  void stopLeavesNoGroup() {
    cluster.close();
    assertThat(groups).allSatisfy(group -> assertThat(group).doesNotExist());
  }

  @Test
  void aWorkerThatTakesTooMuchIsKilledAndTheUserIsTold() {
    Path program =
        cluster.python(
            """
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            def hungry(x):
                taken = []
                while len(taken) < 40:
                    taken.append(bytearray(64 << 20))
                return len(taken)
            spark.sparkContext.parallelize([1], 1).map(hungry).collect()
            """);
    Run run = cluster.submit("--conf", "spark.task.maxFailures=2", program);
    assertThat(run.exitCode()).as("%s", run).isEqualTo(1);
    assertThat(run.stderr())
        .contains("out of memory: killed over its memory limit of")
        .contains("= 512m heap + 384m overhead")
        .contains("raise spark.executor.memoryOverhead or spark.executor.memory");
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(containerGroups()).isEmpty());
  }

  @Test
  void whatAKilledAgentLeftIsEndedByClusterStop() {
    Path program =
        cluster.python(
            """
            import time
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            spark.sparkContext.parallelize(range(2), 2).map(lambda x: time.sleep(600)).count()
            """);
    Run run = cluster.submit(program);
    await().atMost(PATIENCE).until(() -> !cluster.pythonWorkers().isEmpty());
    assertThat(containerGroups()).isNotEmpty();
    cluster.processes("standalone.node.NodeMain").forEach(ProcessHandle::destroyForcibly);
    run.signal("KILL");
    assertThat(run.exitCode()).isEqualTo(137);
    cluster.sandbox().forgetTemporaryFiles();
  }

  private List<Path> containerGroups() {
    return groups.stream().flatMap(group -> below(group).stream()).toList();
  }

  private static List<Path> below(Path group) {
    try (Stream<Path> inside = Files.list(group)) {
      return inside.filter(Files::isDirectory).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As the node wrote them down, below its first line. */
  private List<Path> recordedGroups() {
    try (Stream<Path> files = Files.walk(cluster.sandbox().folder())) {
      Path record =
          files.filter(file -> file.endsWith("node-1/work/cgroups")).findFirst().orElseThrow();
      return Files.readAllLines(record).stream().skip(1).map(Path::of).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
