package dev.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.testkit.ProcFs;
import dev.slipway.testkit.Run;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What Spark's features need of a cluster manager, on ours. */
@Tag("slipway")
class StandaloneFeaturesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static TestCluster cluster;

  @BeforeAll
  static void startCluster() {
    cluster = TestCluster.start(2, 2, "4g");
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  @AfterEach
  void everythingIsFreeAgain() {
    await("cores to be free").atMost(PATIENCE).until(() -> cluster.usedCores() == 0);
    assertThat(cluster.executors()).isEmpty();
  }

  @Test
  void dynamicAllocationGrowsAndShrinks() {
    Run run =
        cluster.submit(
            "--conf",
            "spark.dynamicAllocation.enabled=true",
            "--conf",
            "spark.dynamicAllocation.shuffleTracking.enabled=true",
            "--conf",
            "spark.dynamicAllocation.minExecutors=1",
            "--conf",
            "spark.dynamicAllocation.maxExecutors=3",
            "--conf",
            "spark.dynamicAllocation.executorIdleTimeout=2s",
            "--conf",
            "spark.dynamicAllocation.schedulerBacklogTimeout=1s",
            cluster.python(
                """
                import time
                from pyspark.sql import SparkSession
                spark = SparkSession.builder.getOrCreate()
                def executors():
                    return spark.sparkContext._jsc.sc().getExecutorIds().size()
                def slow(x):
                    time.sleep(2)
                    return x
                print('start', executors(), flush=True)
                print('sum', spark.sparkContext.parallelize(range(12), 12).map(slow).sum(), flush=True)
                print('grown', executors(), flush=True)
                end = time.time() + 60
                while executors() > 1 and time.time() < end: time.sleep(0.2)
                print('shrunk', executors(), flush=True)
                """));
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.stdout()).contains("sum 66").containsPattern("grown [23]").contains("shrunk 1");
  }

  @Test
  void authenticationWorksAndItsSecretIsOnNoCommandLine() {
    Run run =
        cluster.submit(
            "--conf",
            "spark.authenticate=true",
            "--conf",
            "spark.network.crypto.enabled=true",
            cluster.python(
                """
                from pyspark.sql import SparkSession
                spark = SparkSession.builder.getOrCreate()
                print('count', spark.sparkContext.parallelize(range(100), 4).count(), flush=True)
                import time
                time.sleep(5)
                """));
    run.awaitOutput("count 100");
    assertThat(cluster.executors())
        .hasSize(2)
        .allSatisfy(
            executor ->
                assertThat(ProcFs.commandLine(executor.pid()))
                    .contains("spark.authenticate=true")
                    .doesNotContain("authenticate.secret"));
    assertThat(run.exitCode()).as("%s", run).isZero();
  }

  @Test
  void aStageGetsExecutorsOfItsOwnProfile() {
    Run run =
        cluster.submit(
            "--conf",
            "spark.dynamicAllocation.enabled=true",
            "--conf",
            "spark.dynamicAllocation.shuffleTracking.enabled=true",
            "--conf",
            "spark.dynamicAllocation.maxExecutors=1",
            cluster.python(
                """
                from pyspark.sql import SparkSession
                from pyspark.resource import ResourceProfileBuilder, ExecutorResourceRequests, TaskResourceRequests
                spark = SparkSession.builder.getOrCreate()
                wide = ExecutorResourceRequests().cores(2).memory('700m')
                both = TaskResourceRequests().cpus(2)
                profile = ResourceProfileBuilder().require(wide).require(both).build
                def heap(_):
                    import subprocess, os
                    # The JVM above the Python worker's daemon.
                    def parent(pid): return int(open('/proc/%d/stat' % pid).read().rsplit(')', 1)[1].split()[1])
                    java = parent(parent(os.getpid()))
                    return [a for a in open('/proc/%d/cmdline' % java).read().split('\\0') if a.startswith('-Xmx')][-1]
                print('heap', spark.sparkContext.parallelize([1], 1).withResources(profile).map(heap).collect(), flush=True)
                """));
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.stdout()).contains("heap ['-Xmx700m']");
  }

  @Test
  void theExternalShuffleServiceIsRefusedByName() {
    Run run =
        cluster.submit(
            "--conf",
            "spark.shuffle.service.enabled=true",
            "--class",
            "dev.slipway.examples.Pi",
            Examples.jar(),
            "2");
    assertThat(run.exitCode()).as("%s", run).isEqualTo(1);
    assertThat(run.stderr()).contains("spark.shuffle.service.enabled").contains("SLW-UNSUPPORTED");
  }

  @Test
  void executorsThatKeepDyingEndTheApplicationWithAClearError() {
    Run run =
        cluster.submit(
            "--conf",
            "spark.executor.extraJavaOptions=-XX:NoSuchOptionAtAll=1 -XX:-IgnoreUnrecognizedVMOptions",
            "--conf",
            "spark.executor.maxNumFailures=2",
            "--class",
            "dev.slipway.examples.Pi",
            Examples.jar(),
            "2");
    assertThat(run.exitCode()).as("%s", run).isEqualTo(1);
    assertThat(run.stderr()).contains("SLW-EXECUTORS-FAILING");
  }

  @Test
  void coresMaxCapsTheSum() {
    Run run =
        cluster.submit(
            "--total-executor-cores",
            "1",
            cluster.python(
                """
                from pyspark.sql import SparkSession
                spark = SparkSession.builder.getOrCreate()
                print('count', spark.sparkContext.parallelize(range(10), 4).count(), flush=True)
                print('executors', spark.sparkContext._jsc.sc().getExecutorIds().size(), flush=True)
                """));
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.stdout()).contains("count 10").contains("executors 1");
  }

  @Test
  void filesAndArchivesReachTheExecutors() {
    Run run =
        cluster.submit(
            "--py-files",
            cluster.python("VALUE = 42").toString(),
            "--files",
            Examples.jar() + "",
            cluster.python(
                """
                import os
                from pyspark import SparkFiles
                from pyspark.sql import SparkSession
                spark = SparkSession.builder.getOrCreate()
                def look(_):
                    return os.path.exists(SparkFiles.get('slipway-examples.jar'))
                print('there', spark.sparkContext.parallelize([1, 2], 2).map(look).collect(), flush=True)
                """));
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.stdout()).contains("there [True, True]");
  }

  @Test
  void aNodeLostInTheMiddleOfAStageDoesNotFailTheJob() {
    Run run =
        cluster.submit(
            "--conf",
            "spark.task.maxFailures=1",
            cluster.python(
                """
                import time
                from pyspark.sql import SparkSession
                spark = SparkSession.builder.getOrCreate()
                def slow(x):
                    time.sleep(1)
                    return x
                spark.sparkContext.parallelize(range(2), 2).count()
                print('ready', flush=True)
                print('sum', spark.sparkContext.parallelize(range(16), 16).map(slow).sum(), flush=True)
                """));
    run.awaitOutput("ready");
    await().atMost(PATIENCE).until(() -> cluster.pythonWorkers().size() >= 2);
    loseNode("node-2");
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.stdout()).contains("sum 120");
    cluster.startAgain();
  }

  @Test
  void aDriverStoppedForAMinuteSurvives() throws InterruptedException {
    Run run =
        cluster.submit(
            cluster.python(
                """
                import sys, time
                from pyspark.sql import SparkSession
                spark = SparkSession.builder.getOrCreate()
                print('count', spark.sparkContext.parallelize(range(10), 2).count(), flush=True)
                print('first', flush=True)
                sys.stdin.readline()
                print('again', spark.sparkContext.parallelize(range(10), 2).count(), flush=True)
                """));
    run.awaitOutput("first");
    int executors = cluster.executors().size();
    run.signal("STOP");
    // The one test that is about time passing: Spark's and our patience are told apart only by it.
    Thread.sleep(Duration.ofSeconds(60).toMillis());
    run.signal("CONT");
    run.say("go");
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.stdout()).contains("again 10");
    assertThat(executors).isEqualTo(2);
  }

  /** Agent and containers at once, as a machine that loses its power. */
  private static void loseNode(String id) {
    List<ProcessHandle> agent = cluster.processes("--id " + id + " ");
    assertThat(agent).hasSize(1);
    String work = cluster.sandbox().folder().toString();
    agent.get(0).destroyForcibly();
    cluster.sandbox().processes().stream()
        .filter(
            p ->
                ProcFs.workingFolder(p.pid()).startsWith(work)
                    && ProcFs.workingFolder(p.pid()).contains("/" + id + "/"))
        .forEach(ProcessHandle::destroyForcibly);
  }
}
