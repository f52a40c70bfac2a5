package dev.slipway.core;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.Memory;
import dev.slipway.api.SlipwayException;
import java.util.List;
import java.util.Map;

/** Refuses, before anything starts, values that do not parse and keys that this version lacks. */
final class Validation {
  private static final List<String> MEMORY =
      List.of(
          "spark.driver.memory",
          "spark.driver.memoryOverhead",
          "spark.executor.memory",
          "spark.executor.memoryOverhead",
          "spark.executor.pyspark.memory");
  private static final List<String> COUNTS =
      List.of("spark.driver.cores", "spark.executor.cores", "spark.cores.max");
  private static final List<String> NOT_YET =
      List.of(
          "spark.jars.packages",
          "spark.jars.excludes",
          "spark.jars.repositories",
          "spark.jars.ivySettings",
          "spark.remote",
          "spark.kerberos.keytab",
          "spark.kerberos.principal");

  private Validation() {}

  /**
   * @throws SlipwayException INVALID_VALUE or UNSUPPORTED
   */
  static void check(Map<String, String> settings) {
    for (String key : NOT_YET) {
      if (!settings.getOrDefault(key, "").isEmpty()) {
        throw new SlipwayException(
            ErrorCode.UNSUPPORTED,
            "this version of Slipway does not have " + key,
            "leave it out, or use Spark's own spark-submit for this application");
      }
    }
    if (settings.getOrDefault("spark.api.mode", "classic").equals("connect")) {
      throw new SlipwayException(
          ErrorCode.UNSUPPORTED,
          "this version of Slipway does not run Spark Connect (spark.api.mode=connect)",
          "set spark.api.mode to classic");
    }
    for (String key : MEMORY) {
      String text = settings.get(key);
      if (text != null && Memory.parse(key, text).mebibytes() == 0 && key.endsWith(".memory")) {
        throw invalid(key, text, "an amount of memory above zero");
      }
    }
    COUNTS.forEach(key -> positive(settings, key));
    if (!settings
        .getOrDefault("spark.dynamicAllocation.enabled", "false")
        .equalsIgnoreCase("true")) {
      positive(settings, "spark.executor.instances");
    }
    checkHeap(settings, "spark.driver.extraJavaOptions", "--driver-memory or spark.driver.memory");
    checkHeap(
        settings, "spark.driver.defaultJavaOptions", "--driver-memory or spark.driver.memory");
    checkHeap(
        settings, "spark.executor.extraJavaOptions", "--executor-memory or spark.executor.memory");
  }

  private static void positive(Map<String, String> settings, String key) {
    String text = settings.get(key);
    if (text != null && !text.matches("0*[1-9]\\d{0,8}")) {
      throw invalid(key, text, "a whole number above zero");
    }
  }

  private static void checkHeap(Map<String, String> settings, String key, String instead) {
    if (JavaOptions.parse(settings.getOrDefault(key, "")).stream()
        .anyMatch(option -> option.startsWith("-Xmx"))) {
      throw new SlipwayException(
          ErrorCode.INVALID_VALUE,
          key + " sets the maximum heap (-Xmx), which Spark does not allow there",
          "use " + instead);
    }
  }

  private static SlipwayException invalid(String key, String text, String wanted) {
    return new SlipwayException(
        ErrorCode.INVALID_VALUE, key + " is '" + text + "', not " + wanted, "correct it");
  }
}
