package dev.slipway.spark.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.JvmSpec.Placeholder;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.driver.ExecutorRecipe;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.resource.ExecutorResourceRequests;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfile$;
import org.apache.spark.resource.ResourceProfileBuilder;
import org.apache.spark.resource.TaskResourceRequests;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ExecutorRecipesTest {
  private static final String URL = "spark://CoarseGrainedScheduler@driver:4040";

  @AfterEach
  void forgetDefaultProfile() {
    ResourceProfile$.MODULE$.clearDefaultProfile();
  }

  @Test
  void sizesAreSparks() {
    assertThat(memory(conf())).isEqualTo("1408m = 1024m heap + 384m overhead");
    assertThat(memory(conf("spark.executor.memory", "8g")))
        .isEqualTo("9011m = 8192m heap + 819m overhead");
    assertThat(memory(conf("spark.executor.memory", "8g"), true))
        .isEqualTo("11468m = 8192m heap + 3276m overhead");
    assertThat(memory(conf("spark.executor.memoryOverhead", "100m")))
        .isEqualTo("1124m = 1024m heap + 100m overhead");
    assertThat(
            memory(
                conf(
                    "spark.executor.memoryOverheadFactor", "0.5",
                    "spark.memory.offHeap.enabled", "true",
                    "spark.memory.offHeap.size", "256m",
                    "spark.executor.pyspark.memory", "300m"),
                true))
        .isEqualTo("2092m = 1024m heap + 512m overhead + 256m off-heap + 300m pyspark");
  }

  @Test
  void aProfileHasItsOwnSizeAndId() {
    ResourceProfile larger =
        new ResourceProfileBuilder()
            .require(new ExecutorResourceRequests().cores(3).memory("2g").memoryOverhead("500m"))
            .require(new TaskResourceRequests().cpus(1))
            .build();
    ExecutorRecipe recipe = recipes(conf(), false).of(larger);
    assertThat(recipe.cores()).isEqualTo(3);
    assertThat(recipe.memory().describe()).isEqualTo("2548m = 2048m heap + 500m overhead");
    assertThat(recipe.jvm().arguments())
        .containsSubsequence("--cores", "3")
        .containsSubsequence("--resourceProfileId", Integer.toString(larger.id()));
    assertThat(recipe.hash()).isNotEqualTo(standard(conf()).hash());
  }

  @Test
  void secretsAreNotOnTheCommandLine() {
    SparkConf conf =
        conf(
            "spark.authenticate", "true",
            "spark.authenticate.secret", "hush",
            "spark.ssl.rpc.enabled", "true",
            "spark.ssl.rpc.keyStorePassword", "hush",
            "spark.ssl.keyPassword", "hush",
            "spark.rpc.askTimeout", "11s",
            "spark.network.timeout", "12s",
            "spark.blockManager.port", "4711",
            "spark.port.maxRetries", "3",
            "spark.sql.shuffle.partitions", "7");
    assertThat(standard(conf).jvm().systemProperties())
        .containsOnly(
            Map.entry("spark.authenticate", "true"),
            Map.entry("spark.ssl.rpc.enabled", "true"),
            Map.entry("spark.rpc.askTimeout", "11s"),
            Map.entry("spark.network.timeout", "12s"),
            Map.entry("spark.blockManager.port", "4711"),
            Map.entry("spark.port.maxRetries", "3"));
    assertThat(standard(conf).jvm().toString()).doesNotContain("hush");
  }

  @Test
  void javaOptionsAreSplitInOrderWithPlaceholdersForTheManager() {
    SparkConf conf =
        conf(
            "spark.executor.defaultJavaOptions", "-Da=1 -Db='two words'",
            "spark.executor.extraJavaOptions",
                "--add-opens=java.base/java.lang=ALL-UNNAMED -Dlog={{APP_ID}}-{{EXECUTOR_ID}}");
    var jvm = standard(conf).jvm();
    assertThat(jvm.javaOptions())
        .containsExactly("-Da=1", "-Db=two words", "-Dlog={{APP_ID}}-{{EXECUTOR_ID}}");
    var resolved = jvm.resolve(Map.of(Placeholder.APP_ID, "app-1", Placeholder.EXECUTOR_ID, "7"));
    assertThat(resolved.javaOptions()).contains("-Dlog=app-1-7");
    assertThat(resolved.arguments())
        .containsSubsequence("--driver-url", URL)
        .containsSubsequence("--executor-id", "7")
        .containsSubsequence("--app-id", "app-1");
  }

  @Test
  void sameConfigurationSameHash() {
    String hash = standard(conf()).hash();
    assertThat(standard(conf()).hash()).isEqualTo(hash);
    assertThat(standard(conf("spark.executor.cores", "2")).hash()).isNotEqualTo(hash);
    assertThat(standard(conf("spark.executor.extraClassPath", "/x.jar")).hash()).isNotEqualTo(hash);
  }

  @Test
  void gpusAreRefusedByName() {
    SparkConf conf =
        conf("spark.executor.resource.gpu.amount", "1", "spark.task.resource.gpu.amount", "1");
    assertThatThrownBy(() -> standard(conf))
        .isInstanceOfSatisfying(
            SlipwayException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED);
              assertThat(e.problem()).contains("gpu");
            });
  }

  private static String memory(SparkConf conf) {
    return memory(conf, false);
  }

  private static String memory(SparkConf conf, boolean python) {
    return standard(conf, python).memory().describe();
  }

  private static ExecutorRecipe standard(SparkConf conf) {
    return standard(conf, false);
  }

  private static ExecutorRecipe standard(SparkConf conf, boolean python) {
    ResourceProfile$.MODULE$.clearDefaultProfile();
    ResourceProfile profile = ResourceProfile$.MODULE$.getOrCreateDefaultProfile(conf);
    return recipes(conf, python).of(profile);
  }

  private static ExecutorRecipes recipes(SparkConf conf, boolean python) {
    return new ExecutorRecipes(conf, URL, python, Map.of("SPARK_USER", "me"));
  }

  private static SparkConf conf(String... settings) {
    SparkConf conf = new SparkConf(false).setMaster("slipway://127.0.0.1:7077");
    for (int i = 0; i < settings.length; i += 2) {
      conf.set(settings[i], settings[i + 1]);
    }
    return conf;
  }
}
