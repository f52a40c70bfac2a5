package dev.slipway.spark.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.api.driver.ProfileId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.resource.ExecutorResourceRequests;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfileBuilder;
import org.apache.spark.resource.TaskResourceRequests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dynamic allocation with shuffle tracking, and a stage's own resource profile, for real. */
final class DynamicAllocationTest {
  @TempDir Path folder;

  @Test
  void growsShrinksAndGivesAStageExecutorsOfItsOwnSize() {
    SparkConf conf =
        Contexts.conf(folder)
            .set("spark.dynamicAllocation.enabled", "true")
            .set("spark.dynamicAllocation.minExecutors", "0")
            .set("spark.dynamicAllocation.maxExecutors", "4")
            .set("spark.dynamicAllocation.executorIdleTimeout", "2s")
            .set("spark.cores.max", "2");
    try (JavaSparkContext context = new JavaSparkContext(conf)) {
      LocalProcesses cluster = LocalProcessesFactory.newest();
      assertThat(cluster.running()).isEmpty();

      assertThat(Contexts.executorsUsed(context, 12, 1000)).containsExactly("1", "2");
      assertThat(cluster.running()).as("spark.cores.max caps four wanted").hasSize(2);
      awaitNobody(cluster);

      assertThat(heapsOf(context, largerProfile())).allMatch(mebibytes -> mebibytes > 560);
      assertThat(cluster.wanted())
          .filteredOn(totals -> totals.containsKey(new ProfileId(1)))
          .isNotEmpty()
          .allSatisfy(
              totals ->
                  assertThat(totals.get(new ProfileId(1)).recipe().memory().describe())
                      .isEqualTo("1024m = 640m heap + 384m overhead"));
      awaitNobody(cluster);
    }
  }

  private static void awaitNobody(LocalProcesses cluster) {
    await().atMost(Duration.ofSeconds(30)).until(() -> cluster.running().isEmpty());
  }

  private static ResourceProfile largerProfile() {
    return new ResourceProfileBuilder()
        .require(new ExecutorResourceRequests().cores(1).memory("640m"))
        .require(new TaskResourceRequests().cpus(1))
        .build();
  }

  private static List<Long> heapsOf(JavaSparkContext context, ResourceProfile profile) {
    return context
        .parallelize(List.of(1, 2), 2)
        .map(n -> Runtime.getRuntime().maxMemory() >> 20)
        .withResources(profile)
        .collect();
  }
}
