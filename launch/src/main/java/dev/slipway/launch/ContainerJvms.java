package dev.slipway.launch;

import dev.slipway.api.JvmSpec;
import dev.slipway.launch.archive.ArchiveKind;
import dev.slipway.launch.archive.ArchiveUse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How JVMs are started in containers: Spark, our jar and the client's configuration have the same
 * names below every container's working folder, wherever the node keeps its copies.
 */
public final class ContainerJvms {
  /** A folder like SPARK_HOME: {@code jars}, {@code python/lib}. */
  public static final String SPARK = "__spark__";

  /** A folder, because only what is unpacked there keeps its time. */
  public static final String SLIPWAY = "__slipway__";

  public static final String RUNTIME = SLIPWAY + "/slipway-runtime.jar";

  /** The class-data archive, where there is one. */
  public static final String CLASSES = "__classes__";

  /** The folders {@code spark} and {@code hadoop} of the client's configuration. */
  public static final String CONFIGURATION = "__conf__";

  /** Where a NodeManager's own Java is, in a command. */
  public static final JavaRuntime NODES_JAVA = new JavaRuntime(Path.of("{{JAVA_HOME}}"));

  private static final Path HOME = Path.of(SPARK);

  private final SparkInstallation spark;
  private final Optional<ArchiveKind> archive;
  private final Path runtime = Path.of(RUNTIME);

  /**
   * @param jars the names of Spark's, in the order of the class path
   * @param archive of which kind the class-data archive is; empty: there is none
   */
  public ContainerJvms(String version, List<String> jars, Optional<ArchiveKind> archive) {
    this.spark =
        new SparkInstallation(
            HOME, version, jars.stream().map(HOME.resolve("jars")::resolve).toList());
    this.archive = archive;
  }

  /** With this Spark's jars. */
  public static ContainerJvms of(SparkInstallation spark, Optional<ArchiveKind> archive) {
    return new ContainerJvms(
        spark.version(),
        spark.jars().stream().map(jar -> jar.getFileName().toString()).toList(),
        archive);
  }

  /** In a container, whose folder is the current one. */
  public static ContainerJvms here(Optional<ArchiveKind> archive) {
    return of(SparkInstallation.at(HOME), archive);
  }

  public List<String> command(String main, JvmSpec jvm, JavaRuntime java) {
    return commands(java).build(main, jvm, configuration());
  }

  public List<String> command(JvmSpec jvm, JavaRuntime java) {
    return commands(java).build(jvm, configuration());
  }

  /** For a driver that is started in this container. */
  public DriverLaunch drivers(Map<String, String> environment, JavaRuntime java) {
    return new DriverLaunch(environment, spark, runtime, commands(java));
  }

  private JvmCommand commands(JavaRuntime java) {
    return new JvmCommand(java, spark, runtime, this::archive);
  }

  private ArchiveUse archive(JvmSpec jvm) {
    return ArchiveUse.unlessPrevented(
        jvm,
        () ->
            archive
                .<ArchiveUse>map(kind -> new ArchiveUse.Used(kind, Path.of(CLASSES)))
                .orElseGet(() -> new ArchiveUse.NotUsed("none came with the application")));
  }

  /** Of every container: its user's Spark and configuration, not the node's. */
  public static Map<String, String> environment() {
    String folder = "{{PWD}}/";
    return Map.of(
        "SPARK_HOME", folder + SPARK,
        "SPARK_CONF_DIR", folder + CONFIGURATION + "/spark",
        "HADOOP_CONF_DIR", folder + CONFIGURATION + "/hadoop");
  }

  /** In the order they are searched. */
  public static List<Path> configuration() {
    Path folder = Path.of(CONFIGURATION);
    return List.of(folder.resolve("spark"), folder.resolve("hadoop"));
  }
}
