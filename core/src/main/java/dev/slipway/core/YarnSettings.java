package dev.slipway.core;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.SparkYarnKey;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What Spark's {@code spark.yarn.*} keys say in the words of every manager. */
final class YarnSettings {
  private static final Map<String, String> LISTS =
      Map.of(
          "spark.yarn.dist.files", "spark.files",
          "spark.yarn.dist.archives", "spark.archives",
          "spark.yarn.dist.jars", "spark.jars",
          "spark.yarn.dist.pyFiles", "spark.submit.pyFiles");
  private static final Map<String, String> OTHERS =
      Map.of(
          "spark.yarn.driver.memoryOverhead", "spark.driver.memoryOverhead",
          "spark.yarn.executor.memoryOverhead", "spark.executor.memoryOverhead",
          "spark.yarn.jar", "spark.yarn.jars");
  private static final String FIRST = "spark.yarn.user.classpath.first";

  /** What Spark's client sets itself, and nobody else. */
  private static final Set<String> INTERNAL =
      Set.of("spark.yarn.isPython", "spark.yarn.app.id", "spark.yarn.launchContainers");

  private YarnSettings() {}

  /**
   * @param warn gets a line for each key that Spark does not have
   * @throws SlipwayException UNSUPPORTED
   */
  static void check(Map<String, String> settings, Consumer<String> warn) {
    settings.forEach(
        (key, value) -> {
          if (key.startsWith("spark.yarn.") && !INTERNAL.contains(key)) {
            Optional<SparkYarnKey> known = SparkYarnKey.of(key);
            known.ifPresentOrElse(
                each -> check(each, key, value),
                () -> warn.accept("Spark has no key " + key + "; it changes nothing"));
          }
        });
  }

  private static void check(SparkYarnKey known, String key, String value) {
    boolean refused =
        known.standing() == SparkYarnKey.Standing.REFUSED
            && !value.isBlank()
            && !value.strip().equalsIgnoreCase("false");
    if (refused) {
      throw new SlipwayException(
          ErrorCode.UNSUPPORTED,
          "this version of Slipway does not have " + key + ": " + known.meaning(),
          "leave it out; docs/yarn-keys.md has all of them");
    }
  }

  /** What is said in both words is joined, where it is a list; else the newer word counts. */
  static Map<String, String> translate(Map<String, String> settings) {
    Map<String, String> all = new TreeMap<>(settings);
    LISTS.forEach(
        (from, to) -> {
          String more = all.getOrDefault(from, "");
          if (all.remove(from) != null && !more.isBlank()) {
            all.merge(to, more, YarnSettings::joined);
          }
        });
    OTHERS.forEach(
        (from, to) -> {
          String value = all.remove(from);
          if (value != null) {
            all.putIfAbsent(to, value);
          }
        });
    String first = all.remove(FIRST);
    if (first != null) {
      all.putIfAbsent("spark.driver.userClassPathFirst", first);
      all.putIfAbsent("spark.executor.userClassPathFirst", first);
    }
    return all;
  }

  private static String joined(String first, String second) {
    return Stream.of(first, second)
        .filter(list -> !list.isBlank())
        .collect(Collectors.joining(","));
  }
}
