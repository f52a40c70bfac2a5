package dev.slipway.core;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * All properties of a submission, by Spark's precedence: a dedicated option, {@code --conf}, the
 * properties file, {@code spark-defaults.conf} (with a properties file only under {@code
 * --load-spark-defaults}), and for some keys an environment variable.
 */
final class Settings {
  /** Spark's and its launcher's, in the order in which they are asked. */
  private static final Map<String, List<String>> VARIABLES =
      Map.of(
          "spark.master", List.of("MASTER"),
          "spark.submit.deployMode", List.of("DEPLOY_MODE"),
          "spark.driver.memory", List.of("SPARK_DRIVER_MEMORY", "SPARK_MEM"),
          "spark.executor.memory", List.of("SPARK_EXECUTOR_MEMORY"),
          "spark.executor.cores", List.of("SPARK_EXECUTOR_CORES"));

  private Settings() {}

  /**
   * @param warn gets one line for each property that is neither Spark's nor Slipway's
   */
  static Map<String, String> of(
      SubmitArguments arguments,
      Map<String, String> environment,
      Optional<Path> configurationFolder,
      Consumer<String> warn) {
    Map<String, String> settings = new TreeMap<>();
    arguments
        .values()
        .forEach((option, value) -> option.property().ifPresent(key -> settings.put(key, value)));
    arguments.conf().forEach(settings::putIfAbsent);
    Optional<String> file = arguments.value(SubmitOption.PROPERTIES_FILE);
    file.ifPresent(name -> PropertiesFile.read(Path.of(name)).forEach(settings::putIfAbsent));
    if (file.isEmpty() || arguments.has(SubmitOption.LOAD_SPARK_DEFAULTS)) {
      configurationFolder
          .map(folder -> folder.resolve("spark-defaults.conf"))
          .filter(Files::isRegularFile)
          .ifPresent(defaults -> PropertiesFile.read(defaults).forEach(settings::putIfAbsent));
    }
    settings.keySet().removeIf(key -> isForeign(key, warn));
    VARIABLES.forEach(
        (key, variables) ->
            variables.stream()
                .map(variable -> environment.getOrDefault(variable, ""))
                .filter(value -> !value.isEmpty())
                .findFirst()
                .ifPresent(value -> settings.putIfAbsent(key, value)));
    return settings;
  }

  private static boolean isForeign(String key, Consumer<String> warn) {
    boolean foreign = !key.startsWith("spark.") && !key.startsWith("slipway.");
    if (foreign) {
      warn.accept("ignoring the property " + key + ": it is neither spark.* nor slipway.*");
    }
    return foreign;
  }
}
