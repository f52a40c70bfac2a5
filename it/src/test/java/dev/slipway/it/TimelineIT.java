package dev.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.wire.Json;
import dev.slipway.testkit.Run;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Where the seconds of real applications went, in both modes. */
@Tag("slipway")
class TimelineIT {

  private static TestCluster cluster;

  @BeforeAll
  static void startCluster() {
    cluster = TestCluster.start(1, 4, "5g");
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  @Test
  void inClusterModeItAddsUpAndOutlivesTheServer() {
    long began = System.nanoTime();
    Run pi =
        cluster.submit(
            "--deploy-mode",
            "cluster",
            "--num-executors",
            "1",
            "--conf",
            "spark.driver.extraClassPath=/opt/in-front",
            "--class",
            "dev.slipway.examples.Pi",
            Examples.jar(),
            "2");
    assertThat(pi.exitCode()).as("%s", pi).isZero();
    long wall = millisSince(began);
    String id = id(pi.stderr());
    Map<?, ?> timeline = timeline(id);
    assertThat(phases(timeline))
        .containsExactly(
            "COMMAND_LINE",
            "UPLOAD",
            "QUEUE",
            "CONTAINER",
            "JVM",
            "SPARK_CONTEXT",
            "FIRST_EXECUTOR",
            "FIRST_TASK",
            "END");
    long total = (Long) timeline.get("totalMillis");
    assertThat(total).isEqualTo(sum(timeline)).isPositive().isLessThanOrEqualTo(wall);
    assertThat(cluster.slipway("status", id, "--timeline").stdout())
        .contains("command line", "first executor", "end");
    assertThat(cluster.slipway("status", id).stdout())
        .contains("started without a class-data archive: driver: extraClassPath stands in front");

    cluster.kill("dev.slipway.standalone.server.ServerMain");
    cluster.startAgain();
    assertThat(timeline(id)).isEqualTo(timeline);
  }

  @Test
  void inClientModeItAddsUp() {
    long began = System.nanoTime();
    Run run =
        cluster.submit(
            "--num-executors",
            "1",
            cluster.python(
                """
                from pyspark.sql import SparkSession
                spark = SparkSession.builder.getOrCreate()
                print('sum', spark.sparkContext.parallelize(range(6), 2).sum())
                print('id', spark.sparkContext.applicationId)
                """));
    assertThat(run.exitCode()).as("%s", run).isZero();
    long wall = millisSince(began);
    String id = id(run.stdout());
    Map<?, ?> timeline = timeline(id);
    assertThat(phases(timeline))
        .containsExactly(
            "COMMAND_LINE", "JVM", "SPARK_CONTEXT", "FIRST_EXECUTOR", "FIRST_TASK", "END");
    assertThat((Long) timeline.get("totalMillis"))
        .isEqualTo(sum(timeline))
        .isPositive()
        .isLessThanOrEqualTo(wall);
  }

  private static long sum(Map<?, ?> timeline) {
    return phaseTimes(timeline).stream().mapToLong(phase -> (Long) phase.get("millis")).sum();
  }

  private static List<String> phases(Map<?, ?> timeline) {
    return phaseTimes(timeline).stream().map(phase -> (String) phase.get("phase")).toList();
  }

  private static List<Map<?, ?>> phaseTimes(Map<?, ?> timeline) {
    return ((List<?>) timeline.get("timeline"))
        .stream().<Map<?, ?>>map(phase -> (Map<?, ?>) phase).toList();
  }

  private static Map<?, ?> timeline(String id) {
    Run run = cluster.slipway("status", id, "--timeline", "--output", "json");
    assertThat(run.exitCode()).as("%s", run).isZero();
    return (Map<?, ?>) Json.parse(run.stdout());
  }

  private static long millisSince(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos).toMillis();
  }

  private static String id(String said) {
    Matcher id = TestCluster.ID.matcher(said);
    assertThat(id.find()).as(said).isTrue();
    return id.group();
  }
}
