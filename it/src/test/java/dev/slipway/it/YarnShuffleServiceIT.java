package dev.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.testkit.HadoopShuffle;
import dev.slipway.testkit.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** With YARN's shuffle service executors may leave, and what they shuffled stays. */
@Tag("yarn")
class YarnShuffleServiceIT {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  /** The map stage counts its elements: it must not run a second time. */
  private static final String PROGRAM =
      """
      import sys
      from pyspark.sql import SparkSession
      spark = SparkSession.builder.getOrCreate()
      context = spark.sparkContext
      mapped = context.accumulator(0)
      def pair(x):
          mapped.add(1)
          return (x % 5, x)
      sums = context.parallelize(range(100), 4).map(pair).reduceByKey(lambda a, b: a + b, 4)
      def act(name):
          print(name, sorted(sums.collect()), 'mapped', mapped.value, flush=True)
      act('first')
      sys.stdin.readline()
      act('again')
      """;

  private static final String RESULT =
      " [(0, 950), (1, 970), (2, 990), (3, 1010), (4, 1030)] mapped 100";

  private static TestYarn open;

  @BeforeAll
  static void startCluster() {
    open = TestYarn.start(1, 4, 4096, HadoopShuffle.site("spark_shuffle", false));
    open.makeHome(System.getProperty("user.name"));
  }

  @AfterAll
  static void stopCluster() {
    open.close();
  }

  @Test
  void whatIdleExecutorsShuffledIsReadAgain() throws IOException {
    check(open);
  }

  @Test
  void aServiceOfAnotherNameThatAuthenticatesKnowsTheSecret() throws IOException {
    try (TestYarn yarn = TestYarn.start(1, 4, 4096, HadoopShuffle.site("other_shuffle", true))) {
      yarn.makeHome(System.getProperty("user.name"));
      check(yarn, "spark.authenticate=true", "spark.shuffle.service.name=other_shuffle");
    }
  }

  @Test
  void aServiceThatIsNotThereIsNamed() throws IOException {
    Run run = submit(open, "spark.shuffle.service.name=no_shuffle");
    run.awaitError("no such shuffle service").stop();
    assertThat(run.stderr()).contains("no_shuffle");
  }

  private static void check(TestYarn yarn, String... more) throws IOException {
    Run run = submit(yarn, more);
    run.awaitOutput("first" + RESULT);
    await("executors to leave").atMost(PATIENCE).until(() -> containers(yarn) == 1);
    run.say("go");
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.stdout()).contains("again" + RESULT);
  }

  private static Run submit(TestYarn yarn, String... more) throws IOException {
    Path program = yarn.sandbox().folder().resolve("shuffle.py");
    List<String> words =
        new ArrayList<>(List.of("submit", "--master", "yarn", "--executor-memory", "512m"));
    List<String> settings =
        new ArrayList<>(
            List.of(
                "spark.shuffle.service.enabled=true",
                "spark.dynamicAllocation.enabled=true",
                "spark.dynamicAllocation.shuffleTracking.enabled=false",
                "spark.dynamicAllocation.initialExecutors=2",
                "spark.dynamicAllocation.maxExecutors=2",
                "spark.dynamicAllocation.executorIdleTimeout=5s",
                // Executors on one host would read each other's files past the service.
                "spark.shuffle.readHostLocalDisk=false"));
    settings.addAll(List.of(more));
    settings.forEach(setting -> words.addAll(List.of("--conf", setting)));
    words.add(Files.writeString(program, PROGRAM).toString());
    return yarn.slipway(words.toArray(String[]::new));
  }

  /** The application master's is one. */
  private static long containers(TestYarn yarn) {
    return yarn.hadoop().ask("/ws/v1/cluster/apps?states=RUNNING").get("apps")
                instanceof Map<?, ?> apps
            && apps.get("app") instanceof List<?> list
            && list.size() == 1
            && list.get(0) instanceof Map<?, ?> application
            && application.get("runningContainers") instanceof Long running
        ? running
        : -1;
  }
}
