package dev.slipway.spark.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A task finds in a warm executor what it would find in a new one. */
final class PooledExecutorTest {
  @TempDir Path cold;
  @TempDir Path warm;

  @Test
  void everythingIsAsInANewOne() throws IOException {
    Map<String, String> expected = seen(cold, false);
    assertThat(expected).containsEntry("variable MINE", "1").containsEntry("executor", "1");
    assertThat(seen(warm, true)).isEqualTo(expected);
    assertThat(Files.readString(warm.resolve("executor-1.log")))
        .contains("Successfully registered with driver")
        .doesNotContain("warm-up");
  }

  private static Map<String, String> seen(Path folder, boolean pooled) {
    var conf =
        Contexts.conf(folder)
            .set("spark.executor.instances", "1")
            .set("spark.hadoop.my.key", "1")
            .set("spark.executorEnv.MINE", "1");
    if (pooled) {
      conf.set(LocalProcessesFactory.POOLED, "true");
    }
    try (JavaSparkContext context = new JavaSparkContext(conf)) {
      Map<String, String> seen =
          new TreeMap<>(
              context.parallelize(List.of(1), 1).map(n -> surroundings()).collect().get(0));
      seen.replaceAll((key, value) -> value.replace(folder.toString(), "FOLDER"));
      seen.remove("property sun.java.command");
      seen.remove("property spark.driver.port");
      return seen;
    }
  }

  private static Map<String, String> surroundings() throws IOException {
    Map<String, String> seen = new TreeMap<>();
    System.getProperties().forEach((key, value) -> seen.put("property " + key, "" + value));
    System.getenv().forEach((key, value) -> seen.put("variable " + key, value));
    seen.put("setting", "" + SparkHadoopUtil.get().conf().get("my.key"));
    seen.put("executor", SparkEnv.get().executorId());
    seen.put("session", "" + SparkSession.getActiveSession().isDefined());
    seen.put("default session", "" + SparkSession.getDefaultSession().isDefined());
    seen.put("user", UserGroupInformation.getCurrentUser().toString());
    Configuration log4j = ((LoggerContext) LogManager.getContext(false)).getConfiguration();
    seen.put("log4j", "" + log4j.getConfigurationSource().getURI());
    seen.put("root", "" + log4j.getRootLogger().getLevel());
    seen.put("filter", "" + log4j.getFilter());
    seen.put("threads", threads());
    return seen;
  }

  /** Those that keep the JVM. */
  private static String threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !thread.isDaemon())
        .map(Thread::getName)
        .sorted()
        .toList()
        .toString();
  }
}
