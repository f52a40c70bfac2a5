package dev.slipway.spark.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.api.driver.ExecutorId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A fixed number of executors, real ones. */
final class StaticExecutorsTest {
  @TempDir Path folder;

  @Test
  void killedAndDecommissionedExecutorsAreReplacedAndTheJobEndsRight() {
    try (JavaSparkContext context = new JavaSparkContext(Contexts.conf(folder))) {
      LocalProcesses cluster = LocalProcessesFactory.newest();
      assertThat(context.sc().applicationId()).isEqualTo("app-test-1");
      assertThat(context.getConf().get("spark.executor.instances")).isEqualTo("2");
      assertThat(context.getConf().get("spark.executor.cores")).isEqualTo("1");
      assertThat(Contexts.executorsUsed(context, 8, 100)).containsExactly("1", "2");

      CompletableFuture<Long> job = Contexts.sumOfSquares(context, folder, 10, 500);
      Contexts.awaitBegun(folder, 2);
      cluster.running().get(0).process().destroyForcibly();

      assertThat(job.join()).isEqualTo(Contexts.expectedSum(10));
      awaitExecutors(cluster, "2", "3");

      cluster.decommission(new ExecutorId("2"));
      awaitExecutors(cluster, "3", "4");
      assertThat(cluster.released()).contains(new ExecutorId("2"));
    }
    assertThat(LocalProcessesFactory.newest().running()).allMatch(r -> !r.process().isAlive());
    assertThat(Contexts.threads()).noneMatch(name -> name.startsWith("slipway-"));
  }

  @Test
  void lostNodeDoesNotFailAJobThatAllowsNoFailure() {
    var conf = Contexts.conf(folder).set("spark.task.maxFailures", "1");
    try (JavaSparkContext context = new JavaSparkContext(conf)) {
      LocalProcesses cluster = LocalProcessesFactory.newest();
      assertThat(Contexts.executorsUsed(context, 8, 100)).hasSize(2);

      CompletableFuture<Long> job = Contexts.sumOfSquares(context, folder, 8, 1000);
      Contexts.awaitBegun(folder, 2);
      cluster.loseNode(new ExecutorId("1"));

      assertThat(job.join()).isEqualTo(Contexts.expectedSum(8));
      assertThat(cluster.released()).contains(new ExecutorId("1"));
    }
  }

  private static void awaitExecutors(LocalProcesses cluster, String... ids) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(cluster.running())
                    .extracting(running -> running.id().text())
                    .containsExactly(ids));
  }
}
