package dev.slipway.it;

import static java.util.Collections.disjoint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.testkit.ProcFs;
import dev.slipway.testkit.Run;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** JVMs that wait for applications: who gets them, and what is left of them when things die. */
@Tag("slipway")
class PoolIT {
  private static final Duration PATIENCE = Duration.ofSeconds(300);
  private static final String NODE = "dev.slipway.standalone.node.NodeMain";

  /** Says in which JVMs its driver and its executor are; leaves with 7. */
  private static final String TELLS =
      """
      import os, sys, time
      from pyspark.sql import SparkSession
      def parent(pid):
          return int(open(f'/proc/{pid}/stat').read().rsplit(')', 1)[1].split()[1])
      def executor(x):
          return parent(os.getppid())
      spark = SparkSession.builder.getOrCreate()
      found = spark.sparkContext.parallelize([1], 1).map(executor).collect()
      seen = spark.sparkContext._jsc.sc().statusStore().executorList(True)
      print('logs', [seen.apply(i).executorLogs().toString() for i in range(seen.size())], flush=True)
      print('driver', os.getppid(), 'executor', found[0], flush=True)
      while not os.path.exists('GO'):
          time.sleep(0.1)
      print('sum', spark.sparkContext.parallelize(range(6), 2).sum(), flush=True)
      sys.exit(7)
      """;

  private static final Pattern TOLD = Pattern.compile("driver (\\d+) executor (\\d+)");

  private static TestCluster cluster;

  @BeforeAll
  static void startCluster() {
    cluster =
        TestCluster.start(
            1, 4, "7g", "--conf", "slipway.pool.drivers=1", "--conf", "slipway.pool.executors=1");
  }

  /** The agent is dead by then: who stops its cluster must find what waits. */
  @AfterAll
  static void stopCluster() {
    awaitPool();
    cluster.kill(NODE);
    cluster.close();
  }

  @BeforeEach
  void poolIsFull() {
    awaitPool();
  }

  @Test
  void anApplicationGetsThemOnceAndOthersComeInTheirPlace() {
    Set<String> before = pooled();
    assertThat(before).hasSize(2);
    Run run = submit("--class", "dev.slipway.examples.Exit", Examples.jar(), "7");
    assertThat(run.exitCode()).as("%s", run).isEqualTo(7);
    String id = TestCluster.id(run);
    assertThat(Set.of(place(id, "driver"), place(id, "1"))).isEqualTo(before);
    assertThat(cluster.slipway("logs", id).stdout()).contains("counted 10");
    assertThat(cluster.slipway("logs", id, "--container", "1").exitCode()).isZero();
    awaitPool();
    assertThat(pooled()).hasSize(2).doesNotContainAnyElementsOf(before);
    Set<String> next = pooled();
    Run second = submit("--class", "dev.slipway.examples.Exit", Examples.jar(), "0");
    assertThat(second.exitCode()).as("%s", second).isZero();
    assertThat(place(TestCluster.id(second), "driver")).isIn(next);
  }

  @Test
  void theyAreTheSameProcessesAndOutliveTheirAgent() throws IOException {
    Path go = cluster.sandbox().folder().resolve("go");
    Set<Long> before = jvms();
    Run run = submit(python(go));
    String told = told(run);
    Matcher pids = TOLD.matcher(told);
    assertThat(pids.find()).isTrue();
    assertThat(Set.of(Long.valueOf(pids.group(1)), Long.valueOf(pids.group(2)))).isEqualTo(before);
    assertThat(told).contains("/" + TestCluster.id(run) + "-1/stderr?key=");
    assertLimit(place(TestCluster.id(run), "driver"), 1433);
    awaitPool();
    Set<String> waiting = pooled();
    cluster.kill(NODE);
    cluster.startAgain();
    // The agent that is new removes what the killed one left.
    await("another pool").atMost(PATIENCE).until(() -> disjoint(pooled(), waiting));
    awaitPool();
    assertThat(pooled()).doesNotContainAnyElementsOf(waiting);
    assertThat(ProcFs.isAlive(Long.parseLong(pids.group(1)))).isTrue();
    Files.createFile(go);
    assertThat(run.exitCode()).as("%s", run).isEqualTo(7);
    assertThat(cluster.slipway("logs", TestCluster.id(run)).stdout()).contains("sum 15");
  }

  @Test
  void whatDiesAtItsHandOverIsStartedAgain() {
    Set<Long> stopped = jvms();
    assertThat(stopped).hasSize(2);
    // So that they cannot take what they are given.
    stopped.forEach(pid -> Run.signal("STOP", pid));
    Run run = submit("--class", "dev.slipway.examples.Exit", Examples.jar(), "7");
    await("its containers")
        .atMost(PATIENCE)
        .until(() -> isThere(run, "driver") && isThere(run, "1"));
    stopped.forEach(pid -> Run.signal("KILL", pid));
    assertThat(run.exitCode()).as("%s", run).isEqualTo(7);
    assertThat(cluster.slipway("logs", TestCluster.id(run)).stdout()).contains("counted 10");
  }

  @Test
  void anotherRecipeStartsItsOwnAndCountsFromThenOn() {
    // The secret comes with what is handed over.
    Object[] words = {
      "--conf",
      "spark.authenticate=true",
      "--driver-memory",
      "600m",
      "--executor-memory",
      "600m",
      "--class",
      "dev.slipway.examples.Exit",
      Examples.jar(),
      "0"
    };
    Run cold = submit(words);
    assertThat(cold.exitCode()).as("%s", cold).isZero();
    assertThat(place(TestCluster.id(cold), "driver")).isEqualTo(TestCluster.id(cold) + "-driver");
    assertThat(place(TestCluster.id(cold), "1")).isEqualTo(TestCluster.id(cold) + "-1");
    await("JVMs of that recipe")
        .atMost(PATIENCE)
        .until(() -> commandLines().stream().allMatch(line -> line.contains("-Xmx600m")));
    awaitPool();
    Set<String> before = pooled();
    Run warm = submit(words);
    assertThat(warm.exitCode()).as("%s", warm).isZero();
    assertThat(Set.of(place(TestCluster.id(warm), "driver"), place(TestCluster.id(warm), "1")))
        .isEqualTo(before);
    // Back to what the other tests ask for.
    Run usual = submit("--class", "dev.slipway.examples.Exit", Examples.jar(), "0");
    assertThat(usual.exitCode()).as("%s", usual).isZero();
    await("JVMs of the usual recipe")
        .atMost(PATIENCE)
        .until(() -> commandLines().stream().allMatch(line -> line.contains("-Xmx1024m")));
  }

  private static void awaitPool() {
    await("a full pool").atMost(PATIENCE).until(() -> ready() == 2 && pooled().size() == 2);
  }

  private static long ready() {
    Map<?, ?> pool = (Map<?, ?>) cluster.nodes().get(0).get("pool");
    return Stream.of("drivers", "executors")
        .mapToLong(role -> (Long) ((Map<?, ?>) pool.get(role)).get("ready"))
        .sum();
  }

  private static Path containers() {
    try (Stream<Path> found =
        Files.find(cluster.sandbox().folder(), 9, (path, a) -> path.endsWith("work/containers"))) {
      return found.findFirst().orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The folders of those that wait. */
  private static Set<String> pooled() {
    try (Stream<Path> all = Files.list(containers())) {
      return all.filter(folder -> folder.getFileName().toString().startsWith("pool-"))
          .filter(folder -> Files.exists(folder.resolve("waits")))
          .filter(folder -> !Files.exists(folder.resolve("container.json")))
          .map(folder -> folder.getFileName().toString())
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The processes of those that wait. */
  private static Set<Long> jvms() {
    Set<String> waiting = pooled();
    return cluster.processes("--await-handover").stream()
        .filter(p -> ProcFs.commandLine(p.pid()).split(" ")[0].endsWith("/bin/java"))
        .filter(p -> waiting.stream().anyMatch(ProcFs.commandLine(p.pid())::contains))
        .map(ProcessHandle::pid)
        .collect(Collectors.toSet());
  }

  private static List<String> commandLines() {
    return jvms().stream().map(ProcFs::commandLine).toList();
  }

  /** The real folder of a container. */
  private static String place(String application, String name) {
    try {
      return containers().resolve(application + "-" + name).toRealPath().getFileName().toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isThere(Run run, String name) {
    return TestCluster.ID.matcher(run.stderr()).find()
        && Files.exists(containers().resolve(TestCluster.id(run) + "-" + name));
  }

  /** Where this machine has control groups. */
  private static void assertLimit(String folder, long mebibytes) throws IOException {
    Path record = containers().resolveSibling("cgroups");
    if (!Files.exists(record) || !Files.readAllLines(record).get(0).equals("cgroup v1")) {
      return;
    }
    Path limit =
        Path.of(Files.readAllLines(record).get(1)).resolve(folder).resolve("memory.limit_in_bytes");
    assertThat(Files.readString(limit).strip()).isEqualTo(Long.toString(mebibytes << 20));
  }

  private static Run submit(Object... arguments) {
    return cluster
        .sandbox()
        .slipway(
            Stream.concat(
                    Stream.of(
                        "submit",
                        "--master",
                        cluster.master(),
                        "--deploy-mode",
                        "cluster",
                        "--num-executors",
                        "1"),
                    Stream.of(arguments).map(Object::toString))
                .toArray(String[]::new));
  }

  private static Path python(Path go) {
    return cluster.python(TELLS.replace("GO", go.toString()));
  }

  private static String told(Run run) {
    await("its JVMs' names")
        .atMost(PATIENCE)
        .until(
            () ->
                TOLD.matcher(cluster.slipway("logs", TestCluster.id(run)).stdout()).find()
                    || !run.isAlive());
    return cluster.slipway("logs", TestCluster.id(run)).stdout();
  }
}
