package dev.slipway.spark.executor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.DeployMode;
import dev.slipway.api.MainResource;
import dev.slipway.api.MasterUrl;
import dev.slipway.api.driver.Demand;
import dev.slipway.api.driver.ExecutorRecipe;
import dev.slipway.launch.EarlyExecutors;
import dev.slipway.launch.StartupKeys;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.resource.ResourceProfile$;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told from a submission is what the driver will ask for, or an early start is in vain. */
class SameRecipeTest {
  // As SparkContext writes them before it asks.
  private static final String IN_FRONT =
      "-Djava.net.preferIPv6Addresses=false "
          + String.join(" ", dev.slipway.launch.JavaModuleOptions.all())
          + " ";

  static Stream<Map<String, String>> settings() {
    return Stream.of(
        Map.of(),
        Map.of("spark.executor.memory", "3g", "spark.executor.cores", "2"),
        Map.of("spark.executor.memoryOverheadFactor", "0.3"),
        Map.of("spark.executor.memoryOverhead", "700m", "spark.task.cpus", "2"),
        Map.of("spark.memory.offHeap.enabled", "true", "spark.memory.offHeap.size", "300m"),
        Map.of("spark.executor.pyspark.memory", "200m"),
        Map.of(
            "spark.executor.extraJavaOptions", "-Dlog={{APP_ID}} -XX:+UseParallelGC",
            "spark.executor.defaultJavaOptions", "-Da='b c'"),
        Map.of("spark.executor.extraClassPath", "/x.jar", "spark.executor.extraLibraryPath", "/l"),
        Map.of("spark.authenticate", "true", "spark.network.timeout", "100s", "spark.ui.port", "1"),
        Map.of("spark.shuffle.service.enabled", "true", "spark.shuffle.service.name", "mine"),
        Map.of("spark.executorEnv.A", "b", "spark.executorEnv.OMP_NUM_THREADS", "3"));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void theHashIsTheSame(Map<String, String> settings) {
    assertThat(early(settings, false).orElseThrow().recipe().hash())
        .isEqualTo(asked(settings, false).hash());
    assertThat(early(settings, true).orElseThrow().recipe().hash())
        .isEqualTo(asked(settings, true).hash());
  }

  @Test
  void aShuffleServiceThatOnlyTheCodeAsksForMakesAnotherRecipe() {
    assertThat(asked(Map.of("spark.shuffle.service.enabled", "true"), false).hash())
        .isNotEqualTo(early(Map.of(), false).orElseThrow().recipe().hash());
  }

  @Test
  void noneIsEarlyWhoseShuffleServiceMustKnowTheSecret() {
    Map<String, String> both =
        Map.of("spark.shuffle.service.enabled", "true", "spark.authenticate", "true");
    assertThat(early(both, false)).isEmpty();
  }

  @Test
  void asManyAsSparkAsksForAtTheStart() {
    assertThat(count(Map.of())).isEqualTo(2);
    assertThat(count(Map.of("spark.executor.instances", "3"))).isEqualTo(3);
    assertThat(count(Map.of("spark.cores.max", "5", "spark.executor.cores", "5"))).isEqualTo(1);
    assertThat(
            count(
                Map.of(
                    "spark.dynamicAllocation.enabled", "true",
                    "spark.dynamicAllocation.initialExecutors", "4")))
        .isEqualTo(4);
    assertThat(early(Map.of("spark.dynamicAllocation.enabled", "true"), false)).isEmpty();
    assertThat(early(Map.of("slipway.launch.early", "false"), false)).isEmpty();
    assertThat(early(Map.of("spark.ssl.enabled", "true"), false)).isEmpty();
    assertThat(early(Map.of("spark.executor.memory", "much"), false)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spark.authenticate",
        "spark.authenticate.secret",
        "spark.rpc.askTimeout",
        "spark.network.crypto.enabled",
        "spark.ssl.rpc.keyPassword",
        "spark.ssl.rpc.enabled",
        "spark.ui.port",
        "spark.port.maxRetries",
        "spark.executor.memory",
        "portable"
      })
  void startUpKeysAreSparks(String key) {
    assertThat(StartupKeys.contains(key)).isEqualTo(SparkConf.isExecutorStartupConf(key));
  }

  private static int count(Map<String, String> settings) {
    return early(settings, false).orElseThrow().count();
  }

  private static Optional<Demand> early(Map<String, String> settings, boolean python) {
    MasterUrl master = MasterUrl.parse("slipway://127.0.0.1:7077");
    MainResource main =
        python ? new MainResource.Python("a.py") : new MainResource.Jar("a.jar", Optional.empty());
    return EarlyExecutors.of(
        new ApplicationSpec(
            "a", master, DeployMode.CLIENT, main, java.util.List.of(), settings, false),
        "me",
        2);
  }

  private static ExecutorRecipe asked(Map<String, String> settings, boolean python) {
    SparkConf conf = new SparkConf(false).set("spark.driver.port", "4711");
    settings.forEach(conf::set);
    conf.set(
        "spark.executor.extraJavaOptions",
        IN_FRONT + settings.getOrDefault("spark.executor.extraJavaOptions", ""));
    Map<String, String> environment = new TreeMap<>();
    settings.forEach(
        (key, value) -> {
          if (key.startsWith("spark.executorEnv.")) {
            environment.put(key.substring("spark.executorEnv.".length()), value);
          }
        });
    environment.put("SPARK_USER", "me");
    environment.putIfAbsent("OMP_NUM_THREADS", settings.getOrDefault("spark.task.cpus", "1"));
    environment.put("_SPARK_AUTH_SECRET", "hush");
    ResourceProfile$.MODULE$.clearDefaultProfile();
    return new ExecutorRecipes(conf, "spark://driver", python, environment)
        .of(ResourceProfile$.MODULE$.getOrCreateDefaultProfile(conf));
  }
}
