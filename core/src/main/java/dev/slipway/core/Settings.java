package dev.slipway.core;

import dev.slipway.api.DeployMode;
import dev.slipway.api.MasterUrl;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * All properties of a submission, by Spark's precedence: a dedicated option, {@code --conf}, extra
 * properties files (later ones first), the properties file, {@code spark-defaults.conf} (with a
 * properties file only under {@code --load-spark-defaults}), and for some keys an environment
 * variable. Where Spark contradicts itself on {@code --conf} after an option of the same meaning
 * (its launcher takes the last one for the heap, its configuration the option) the option counts.
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

  private static final Set<SubmitOption> OF_EXECUTORS =
      EnumSet.of(
          SubmitOption.EXECUTOR_MEMORY,
          SubmitOption.EXECUTOR_CORES,
          SubmitOption.NUM_EXECUTORS,
          SubmitOption.TOTAL_EXECUTOR_CORES);

  private final SubmitArguments arguments;
  private final Map<String, String> environment;
  private final Map<String, String> properties;

  /**
   * @param warn gets one line for each property that is neither Spark's nor Slipway's
   */
  Settings(
      SubmitArguments arguments,
      Map<String, String> environment,
      Optional<Path> configurationFolder,
      Consumer<String> warn) {
    this.arguments = arguments;
    this.environment = environment;
    this.properties = properties(configurationFolder, warn);
  }

  /** Everything that was said, of use here or not. */
  Map<String, String> merged() {
    Map<String, String> settings = new TreeMap<>();
    arguments
        .values()
        .forEach((option, value) -> option.property().ifPresent(key -> settings.put(key, value)));
    arguments.flags().forEach(flag -> flag.property().ifPresent(key -> settings.put(key, "true")));
    properties.forEach(settings::putIfAbsent);
    VARIABLES.forEach(
        (key, variables) ->
            variables.stream()
                .map(variable -> environment.getOrDefault(variable, ""))
                .filter(value -> !value.isEmpty())
                .findFirst()
                .ifPresent(value -> settings.putIfAbsent(key, value)));
    return settings;
  }

  /**
   * What counts on this master: Spark passes over options (and their variables) that mean nothing
   * there, though never over properties.
   */
  Map<String, String> effective(MasterUrl master, DeployMode mode) {
    Map<String, String> settings = merged();
    for (SubmitOption option : SubmitOption.values()) {
      option
          .property()
          .filter(key -> !isMeantFor(option, master, mode))
          .ifPresent(key -> settings.compute(key, (same, value) -> properties.get(key)));
    }
    return settings;
  }

  /** Spark's table of options and cluster managers; slipway:// has what any of them has. */
  private static boolean isMeantFor(SubmitOption option, MasterUrl master, DeployMode mode) {
    if (option == SubmitOption.DRIVER_CORES) {
      return mode == DeployMode.CLUSTER;
    }
    if (option == SubmitOption.SUPERVISE) {
      return mode == DeployMode.CLUSTER && master.manager() == MasterUrl.Manager.SLIPWAY;
    }
    if (option == SubmitOption.QUEUE) {
      return master.manager() == MasterUrl.Manager.YARN;
    }
    return master.manager() != MasterUrl.Manager.LOCAL || !OF_EXECUTORS.contains(option);
  }

  private Map<String, String> properties(
      Optional<Path> configurationFolder, Consumer<String> warn) {
    Map<String, String> all = new TreeMap<>(arguments.conf());
    fromFiles(configurationFolder).forEach(all::putIfAbsent);
    all.keySet().removeIf(key -> isForeign(key, warn));
    return all;
  }

  private Map<String, String> fromFiles(Optional<Path> configurationFolder) {
    Map<String, String> all = new TreeMap<>();
    Optional<String> file = arguments.value(SubmitOption.PROPERTIES_FILE);
    file.ifPresent(name -> all.putAll(PropertiesFile.read(Path.of(name))));
    arguments
        .extraPropertiesFiles()
        .forEach(name -> all.putAll(PropertiesFile.read(Path.of(name))));
    if (file.isEmpty() || arguments.has(SubmitOption.LOAD_SPARK_DEFAULTS)) {
      SparkDefaults.in(configurationFolder).forEach(all::putIfAbsent);
    }
    return all;
  }

  private static boolean isForeign(String key, Consumer<String> warn) {
    boolean foreign = !key.startsWith("spark.") && !key.startsWith("slipway.");
    if (foreign) {
      warn.accept("ignoring the property " + key + ": it is neither spark.* nor slipway.*");
    }
    return foreign;
  }
}
