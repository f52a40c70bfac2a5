package dev.slipway.launch;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.DeployMode;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.JvmSpec;
import dev.slipway.api.MasterUrl;
import dev.slipway.api.Memory;
import dev.slipway.api.SlipwayException;
import dev.slipway.launch.archive.ArchiveFolder;
import dev.slipway.launch.archive.ArchiveUse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** How a driver's JVM is started on this machine, wherever its specification lies. */
public final class DriverLaunch {
  /** A command, and the variables to set on top of the starter's environment. */
  public record Command(Map<String, String> environment, List<String> words) {
    public Command {
      environment = Map.copyOf(environment);
      words = List.copyOf(words);
    }
  }

  // The user's own come last: for the JVM the last one counts.
  private static final List<String> DRIVER_OPTIONS =
      List.of("spark.driver.defaultJavaOptions", "spark.driver.extraJavaOptions");

  private final Map<String, String> environment;
  private final SparkInstallation spark;
  private final Path runtimeJar;
  private final JvmCommand command;

  /**
   * @param environment of the starter
   * @param archives where class-data archives are looked for; empty: the driver starts without
   */
  public DriverLaunch(
      Map<String, String> environment,
      JavaRuntime java,
      SparkInstallation spark,
      Path runtimeJar,
      Optional<ArchiveFolder> archives) {
    this(environment, spark, runtimeJar, new JvmCommand(java, spark, runtimeJar, archives));
  }

  /**
   * @param command with the same Spark and the same jar
   */
  public DriverLaunch(
      Map<String, String> environment,
      SparkInstallation spark,
      Path runtimeJar,
      JvmCommand command) {
    this.environment = environment;
    this.spark = spark;
    this.runtimeJar = runtimeJar;
    this.command = command;
  }

  /**
   * @param configurationFolder Spark's, where there is one
   * @param specification where the driver will read {@code spec} as JSON
   */
  public Command of(ApplicationSpec spec, Optional<Path> configurationFolder, Path specification) {
    return of(
        spec, configurationFolder, List.of(specification.toString()), Map.of(), ClientFolders.NONE);
  }

  /**
   * @param arguments of the driver's main: the specification's path, or where that will come
   * @param systemProperties of the container's, more than every driver has
   * @param client in front of what this machine has
   */
  public Command of(
      ApplicationSpec spec,
      Optional<Path> configurationFolder,
      List<String> arguments,
      Map<String, String> systemProperties,
      ClientFolders client) {
    Map<String, String> changes = new TreeMap<>();
    changes.put("SPARK_HOME", spark.home().toString());
    changes.put("SPARK_SCALA_VERSION", "2.13");
    changes.put("SLIPWAY_RUNTIME_JAR", runtimeJar.toString());
    changes.put("PYTHONHASHSEED", "0");
    configurationFolder.ifPresent(folder -> changes.put("SPARK_CONF_DIR", folder.toString()));
    String libraries = spec.property("spark.driver.extraLibraryPath", "");
    if (!libraries.isEmpty()) {
      changes.put("LD_LIBRARY_PATH", join(variable("LD_LIBRARY_PATH"), libraries));
    }
    changes.putAll(client.environment());
    List<Path> folders = new ArrayList<>(client.classPath());
    configurationFolder.ifPresent(folders::add);
    Stream<String> hadoop =
        client.hadoop().isPresent()
            ? Stream.empty()
            : Stream.of("HADOOP_CONF_DIR", "YARN_CONF_DIR");
    Stream.concat(hadoop, Stream.of("SPARK_DIST_CLASSPATH"))
        .map(this::variable)
        .flatMap(value -> Stream.of(value.split(":")))
        .filter(entry -> !entry.isEmpty())
        .map(Path::of)
        .forEach(folders::add);
    return new Command(
        changes,
        command.build(driver(spec, configurationFolder, arguments, systemProperties), folders));
  }

  /** Whether this driver would start from a class-data archive, and if not, why. */
  public ArchiveUse archive(ApplicationSpec spec, Optional<Path> configurationFolder) {
    return command.archive(driver(spec, configurationFolder, List.of(), Map.of()));
  }

  private JvmSpec driver(
      ApplicationSpec spec,
      Optional<Path> configurationFolder,
      List<String> arguments,
      Map<String, String> systemProperties) {
    Map<String, String> properties = new TreeMap<>(systemProperties);
    properties.put("derby.connection.requireAuthentication", "false");
    List<String> options = new ArrayList<>();
    configurationFolder
        .map(folder -> folder.resolve("java-opts"))
        .ifPresent(file -> addAll(options, file));
    options.addAll(JavaOptions.parse("SPARK_SUBMIT_OPTS", variable("SPARK_SUBMIT_OPTS")));
    for (String key : DRIVER_OPTIONS) {
      options.addAll(JavaOptions.parse(key, spec.property(key, "")));
    }
    return new JvmSpec(
        JvmSpec.Role.DRIVER,
        Memory.parse("spark.driver.memory", spec.property("spark.driver.memory", "1g")),
        cores(spec),
        options,
        properties,
        join(
            spec.property("spark.driver.extraClassPath", ""),
            spec.property("spark.driver.defaultExtraClassPath", "")),
        "",
        Map.of(),
        arguments);
  }

  /** In a cluster's container those that it was given; else whatever the machine has. */
  private static int cores(ApplicationSpec spec) {
    boolean contained =
        spec.deployMode() == DeployMode.CLUSTER
            && spec.master().manager() != MasterUrl.Manager.LOCAL;
    return contained ? Integer.parseInt(spec.property("spark.driver.cores", "1").strip()) : 0;
  }

  private static void addAll(List<String> options, Path file) {
    if (!Files.isRegularFile(file)) {
      return;
    }
    try {
      for (String line : Files.readAllLines(file)) {
        options.addAll(JavaOptions.parse(file.toString(), line));
      }
    } catch (IOException e) {
      throw new SlipwayException(
          ErrorCode.SYSTEM, "cannot read " + file + ": " + e.getMessage(), "mend or remove it", e);
    }
  }

  private String variable(String name) {
    return environment.getOrDefault(name, "");
  }

  private static String join(String first, String second) {
    return first.isEmpty() || second.isEmpty() ? first + second : first + ":" + second;
  }
}
