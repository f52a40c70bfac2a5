package dev.slipway.core;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.Memory;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.SlipwayKey;
import dev.slipway.launch.DriverEnvironment;
import dev.slipway.launch.JavaOptions;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Refuses, before anything starts, values that do not parse. */
final class Validation {
  private static final List<String> HEAPS = List.of("spark.driver.memory", "spark.executor.memory");
  private static final List<String> OTHER_MEMORY =
      List.of(
          "spark.driver.memoryOverhead",
          "spark.driver.minMemoryOverhead",
          "spark.executor.memoryOverhead",
          "spark.executor.minMemoryOverhead",
          "spark.executor.pyspark.memory");
  private static final List<String> COUNTS =
      List.of("spark.driver.cores", "spark.executor.cores", "spark.cores.max");
  private static final List<SlipwayKey> FLAGS =
      List.of(SlipwayKey.SUBMIT_WAIT, SlipwayKey.ARCHIVE_AUTO, SlipwayKey.LAUNCH_EARLY);
  private static final Pattern ABOVE_ZERO = Pattern.compile("0*[1-9]\\d{0,8}");

  private Validation() {}

  /**
   * @throws SlipwayException INVALID_VALUE
   */
  static void check(Map<String, String> settings) {
    for (String key : HEAPS) {
      String text = settings.get(key);
      if (text != null && Memory.parse(key, text).mebibytes() == 0) {
        throw invalid(key, text, "an amount of memory above zero");
      }
    }
    for (String key : OTHER_MEMORY) {
      String text = settings.get(key);
      if (text != null) {
        Memory.parse(key, text);
      }
    }
    COUNTS.forEach(key -> checkCount(settings, key));
    FLAGS.forEach(flag -> checkFlag(settings, flag.key()));
    DriverEnvironment.of(settings);
    if (!settings
        .getOrDefault("spark.dynamicAllocation.enabled", "false")
        .equalsIgnoreCase("true")) {
      checkCount(settings, "spark.executor.instances");
    }
    checkHeap(settings, "spark.driver.defaultJavaOptions", "spark.driver.memory");
    checkHeap(settings, "spark.driver.extraJavaOptions", "spark.driver.memory");
    checkHeap(settings, "spark.executor.defaultJavaOptions", "spark.executor.memory");
    checkHeap(settings, "spark.executor.extraJavaOptions", "spark.executor.memory");
  }

  private static void checkFlag(Map<String, String> settings, String key) {
    String text = settings.getOrDefault(key, "true");
    if (!text.equalsIgnoreCase("true") && !text.equalsIgnoreCase("false")) {
      throw invalid(key, text, "true or false");
    }
  }

  private static void checkCount(Map<String, String> settings, String key) {
    String text = settings.get(key);
    if (text != null && !ABOVE_ZERO.matcher(text).matches()) {
      throw invalid(key, text, "a whole number above zero");
    }
  }

  private static void checkHeap(Map<String, String> settings, String key, String instead) {
    if (JavaOptions.parse(key, settings.getOrDefault(key, "")).stream()
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
