package dev.slipway.launch;

import dev.slipway.api.JvmSpec;
import dev.slipway.launch.archive.ArchiveFolder;
import dev.slipway.launch.archive.ArchiveKey;
import dev.slipway.launch.archive.ArchiveUse;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Turns a {@link JvmSpec} into this machine's command line. The class path is {@code
 * extraClassPath}, Spark's jars, our runtime jar, configuration folders: anything in front of
 * Spark's jars costs the class-data archive, and Spark's precedence of {@code extraClassPath} is
 * worth that.
 */
public final class JvmCommand {
  private static final String DRIVER_MAIN = "dev.slipway.spark.DriverMain";
  private static final String EXECUTOR_MAIN = "dev.slipway.spark.ExecutorMain";

  /**
   * What runs ten times as often as by default is worth the costly compiler: at a start it works
   * for seconds, on a core that the start needs, on what will hardly run again. {@code bench/run
   * long-job} shows that long jobs do not pay for it. They stand before the user's, which count.
   */
  private static final List<String> LATER_C2 =
      List.of(
          "-XX:Tier4InvocationThreshold=50000",
          "-XX:Tier4MinInvocationThreshold=6000",
          "-XX:Tier4CompileThreshold=150000",
          "-XX:Tier4BackEdgeThreshold=400000");

  private final JavaRuntime java;
  private final SparkInstallation spark;
  private final Path runtimeJar;
  private final Function<JvmSpec, ArchiveUse> archives;

  /**
   * @param archives where class-data archives are looked for; empty: JVMs start without
   */
  public JvmCommand(
      JavaRuntime java,
      SparkInstallation spark,
      Path runtimeJar,
      Optional<ArchiveFolder> archives) {
    this(
        java,
        spark,
        runtimeJar,
        spec ->
            archives
                .map(folder -> ArchiveUse.of(spec, folder, ArchiveKey.of(java, spark, runtimeJar)))
                .orElseGet(() -> new ArchiveUse.NotUsed("archives are switched off")));
  }

  /**
   * For a JVM of another machine, or of another folder.
   *
   * @param archives whether a JVM starts from one there
   */
  public JvmCommand(
      JavaRuntime java,
      SparkInstallation spark,
      Path runtimeJar,
      Function<JvmSpec, ArchiveUse> archives) {
    this.java = java;
    this.spark = spark;
    this.runtimeJar = runtimeJar;
    this.archives = archives;
  }

  /** Without archives. */
  public JvmCommand(JavaRuntime java, SparkInstallation spark, Path runtimeJar) {
    this(java, spark, runtimeJar, Optional.empty());
  }

  /** Whether this JVM would start from an archive, and if not, why. */
  public ArchiveUse archive(JvmSpec spec) {
    return archives.apply(spec);
  }

  /**
   * @param configurationFolders of Spark, Hadoop, Hive, in the order they are searched
   */
  public List<String> build(JvmSpec spec, List<Path> configurationFolders) {
    String main =
        switch (spec.role()) {
          case DRIVER -> DRIVER_MAIN;
          case EXECUTOR -> EXECUTOR_MAIN;
        };
    return build(main, spec, configurationFolders);
  }

  /** The same for another main class on the same class path. */
  public List<String> build(String main, JvmSpec spec, List<Path> configurationFolders) {
    List<String> command = new ArrayList<>();
    command.add(java.executable().toString());
    command.addAll(JavaModuleOptions.all());
    command.addAll(archive(spec).options());
    if (spec.cores() > 0) {
      command.add("-XX:ActiveProcessorCount=" + spec.cores());
    }
    if (spec.javaOptions().stream().noneMatch(JvmCommand::choosesCollector)) {
      // In a small container the JVM would silently choose SerialGC.
      command.add("-XX:+UseG1GC");
    }
    command.addAll(LATER_C2);
    new TreeMap<>(spec.systemProperties())
        .forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.addAll(spec.javaOptions());
    // For the JVM the last one counts: the heap is what the container was sized for.
    command.add("-Xmx" + spec.heap().jvm());
    command.add("-cp");
    command.add(classPath(spec, configurationFolders));
    command.add(main);
    command.addAll(spec.arguments());
    return command;
  }

  private String classPath(JvmSpec spec, List<Path> configurationFolders) {
    Stream<String> own =
        Stream.of(spark.jars().stream(), Stream.of(runtimeJar), configurationFolders.stream())
            .flatMap(paths -> paths)
            .map(Path::toString);
    Stream<String> extra =
        spec.extraClassPath().isEmpty() ? Stream.empty() : Stream.of(spec.extraClassPath());
    return Stream.concat(extra, own).collect(Collectors.joining(File.pathSeparator));
  }

  private static boolean choosesCollector(String option) {
    return option.matches("-XX:[+]Use(Serial|Parallel|G1|Z|Shenandoah|Epsilon|ConcMarkSweep)GC");
  }
}
