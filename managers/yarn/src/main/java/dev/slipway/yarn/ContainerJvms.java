package dev.slipway.yarn;

import dev.slipway.api.JvmSpec;
import dev.slipway.launch.DriverLaunch;
import dev.slipway.launch.JavaRuntime;
import dev.slipway.launch.JvmCommand;
import dev.slipway.launch.SparkInstallation;
import dev.slipway.launch.archive.ArchiveUse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How JVMs are started in containers: Spark, our jar and the client's configuration have the same
 * names below every container's working folder, wherever the node keeps its copies.
 */
public final class ContainerJvms {
  /** A folder like SPARK_HOME: {@code jars}, {@code python/lib}. */
  public static final String SPARK = "__spark__";

  public static final String RUNTIME = "__slipway__.jar";

  /** The folders {@code spark} and {@code hadoop} of the client's configuration. */
  public static final String CONFIGURATION = "__conf__";

  /** Where a NodeManager's own Java is, in a command. */
  public static final JavaRuntime NODES_JAVA = new JavaRuntime(Path.of("{{JAVA_HOME}}"));

  private static final Path HOME = Path.of(SPARK);

  private final SparkInstallation spark;
  private final Path runtime = Path.of(RUNTIME);

  /**
   * @param jars the names of Spark's, in the order of the class path
   */
  public ContainerJvms(String version, List<String> jars) {
    this.spark =
        new SparkInstallation(
            HOME, version, jars.stream().map(HOME.resolve("jars")::resolve).toList());
  }

  /** Of this Spark; the container's folder is the current one. */
  public static ContainerJvms here() {
    SparkInstallation there = SparkInstallation.at(HOME);
    return new ContainerJvms(
        there.version(), there.jars().stream().map(jar -> jar.getFileName().toString()).toList());
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
    return new ArchiveUse.NotUsed("on YARN there is none yet");
  }

  /** In the order they are searched. */
  public static List<Path> configuration() {
    Path folder = Path.of(CONFIGURATION);
    return List.of(folder.resolve("spark"), folder.resolve("hadoop"));
  }
}
