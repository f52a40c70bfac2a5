package dev.slipway.launch;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.ContainerMemory;
import dev.slipway.api.JvmSpec;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.SlipwayKey;
import dev.slipway.api.driver.Demand;
import dev.slipway.api.driver.ExecutorRecipe;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The executors that an application will first ask for, told from its submission: they boot while
 * its driver does. They get no arguments yet, those come by {@link Handover}. Its code may still
 * change its mind; then the recipes differ, and these executors are given back. Equal recipes here
 * and in the driver save a second, and different ones cost only that, so what is rare is left to
 * the driver.
 */
public final class EarlyExecutors {
  private static final String ENVIRONMENT = "spark.executorEnv.";
  private static final String OMP = "OMP_NUM_THREADS";
  private static final String PREFER_IPV4 = "-Djava.net.preferIPv6Addresses=false";

  private EarlyExecutors() {}

  /**
   * @param user whom the driver will run as
   * @param defaultCount how many an application has that does not say
   * @return empty: switched off, or none at the start, or settings that only the driver can judge
   */
  public static Optional<Demand> of(ApplicationSpec spec, String user, int defaultCount) {
    boolean wanted =
        Boolean.parseBoolean(
            spec.property(SlipwayKey.LAUNCH_EARLY.key(), SlipwayKey.LAUNCH_EARLY.otherwise()));
    if (!wanted
        || hasSecretsInEnvironment(spec)
        || hasCustomResources(spec)
        || tellsShuffleServiceTheSecret(spec)) {
      return Optional.empty();
    }
    try {
      DriverSize size = DriverSize.ofExecutor(spec);
      int count = count(spec, size.cores(), defaultCount);
      return count < 1
          ? Optional.empty()
          : Optional.of(new Demand(count, recipe(spec, size, user), Map.of(), Set.of()));
    } catch (SlipwayException e) {
      // The driver says what is wrong with a setting, when its code has not replaced it.
      return Optional.empty();
    }
  }

  private static ExecutorRecipe recipe(ApplicationSpec spec, DriverSize size, String user) {
    ContainerMemory memory = size.memory();
    JvmSpec jvm =
        new JvmSpec(
            JvmSpec.Role.EXECUTOR,
            memory.heap(),
            size.cores(),
            javaOptions(spec),
            startup(spec),
            spec.property("spark.executor.extraClassPath", ""),
            spec.property("spark.executor.extraLibraryPath", ""),
            environment(spec, user),
            List.of());
    return new ExecutorRecipe(size.cores(), memory, jvm, RecipeHash.of(size.cores(), memory, jvm));
  }

  /** Spark's rule: under dynamic allocation the largest of three, else the instances. */
  private static int count(ApplicationSpec spec, int cores, int defaultCount) {
    boolean dynamic =
        Boolean.parseBoolean(spec.property("spark.dynamicAllocation.enabled", "false"));
    int instances = number(spec, "spark.executor.instances", dynamic ? 0 : defaultCount);
    int initial =
        dynamic
            ? Math.max(
                instances,
                Math.max(
                    number(spec, "spark.dynamicAllocation.minExecutors", 0),
                    number(spec, "spark.dynamicAllocation.initialExecutors", 0)))
            : instances;
    return Math.min(initial, number(spec, "spark.cores.max", Integer.MAX_VALUE) / cores);
  }

  /** What is no number is the driver's to refuse. */
  private static int number(ApplicationSpec spec, String key, int otherwise) {
    String text = spec.property(key, "").strip();
    return text.matches("\\d{1,9}") ? Integer.parseInt(text) : otherwise;
  }

  /** As SparkContext makes them of the two settings: its own stand before the user's. */
  private static List<String> javaOptions(ApplicationSpec spec) {
    String defaults = "spark.executor.defaultJavaOptions";
    String extra = "spark.executor.extraJavaOptions";
    List<String> options =
        new ArrayList<>(JavaOptions.parse(defaults, spec.property(defaults, "")));
    options.add(PREFER_IPV4);
    options.addAll(JavaOptions.parse(extra, spec.property(extra, "")));
    Set<String> given = new HashSet<>(JavaModuleOptions.all());
    options.removeIf(given::contains);
    return options;
  }

  private static Map<String, String> startup(ApplicationSpec spec) {
    Map<String, String> startup = new TreeMap<>(spec.properties());
    startup.keySet().removeIf(key -> !StartupKeys.contains(key));
    return startup;
  }

  /** {@code SparkContext.executorEnvs}. */
  private static Map<String, String> environment(ApplicationSpec spec, String user) {
    Map<String, String> environment = new TreeMap<>();
    spec.properties()
        .forEach(
            (key, value) -> {
              if (key.startsWith(ENVIRONMENT)) {
                environment.put(key.substring(ENVIRONMENT.length()), value);
              }
            });
    environment.put("SPARK_USER", user);
    environment.putIfAbsent(OMP, spec.property("spark.task.cpus", "1"));
    return environment;
  }

  private static boolean hasSecretsInEnvironment(ApplicationSpec spec) {
    return Boolean.parseBoolean(spec.property("spark.ssl.enabled", "false"))
        || Boolean.parseBoolean(spec.property("spark.ssl.rpc.enabled", "false"));
  }

  /** It is told when a container starts, and there is no secret before the context. */
  private static boolean tellsShuffleServiceTheSecret(ApplicationSpec spec) {
    return Boolean.parseBoolean(spec.property(StartupKeys.SHUFFLE_SERVICE, "false"))
        && Boolean.parseBoolean(spec.property("spark.authenticate", "false"));
  }

  private static boolean hasCustomResources(ApplicationSpec spec) {
    return spec.properties().keySet().stream()
        .anyMatch(key -> key.startsWith("spark.executor.resource."));
  }
}
