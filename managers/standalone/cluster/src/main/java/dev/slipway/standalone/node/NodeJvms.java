package dev.slipway.standalone.node;

import dev.slipway.api.JvmSpec;
import dev.slipway.launch.ClientFolders;
import dev.slipway.launch.DriverLaunch;
import dev.slipway.launch.Handover;
import dev.slipway.launch.JavaRuntime;
import dev.slipway.launch.JvmCommand;
import dev.slipway.launch.SparkInstallation;
import dev.slipway.launch.archive.ArchiveFolder;
import dev.slipway.launch.process.ContainerFolder;
import dev.slipway.standalone.driver.Token;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** How this node starts a JVM: its own Java, Spark, paths and environment. */
public final class NodeJvms {
  private final JavaRuntime java;
  private final SparkInstallation spark;
  private final Path runtimeJar;
  private final ArchiveFolder archives;
  private final JvmCommand command;
  private final Map<String, String> environment;

  /**
   * @param archives where the class-data archives are that JVMs start from
   * @param environment the agent's own
   */
  public NodeJvms(
      JavaRuntime java,
      SparkInstallation spark,
      Path runtimeJar,
      ArchiveFolder archives,
      Map<String, String> environment) {
    this.java = java;
    this.spark = spark;
    this.runtimeJar = runtimeJar;
    this.archives = archives;
    this.command = new JvmCommand(java, spark, runtimeJar, Optional.of(archives));
    this.environment = Map.copyOf(environment);
  }

  /** Its arguments are handed over to it, whenever they are known. */
  List<String> command(JvmSpec jvm, ContainerFolder folder, ClientFolders client) {
    JvmSpec here = jvm.inContainer(folder.tmp().toString(), Handover.awaiting(folder.handover()));
    return command.build(here, configurationFolders(client));
  }

  /** The node's own, then the container's; what lies in its folder goes with it. */
  Map<String, String> environment(JvmSpec jvm, ContainerFolder folder, ClientFolders client) {
    Map<String, String> all = new TreeMap<>(environment);
    all.remove(Token.VARIABLE);
    all.remove("SPARK_LOCAL_IP");
    all.putAll(client.environment());
    all.putAll(jvm.environment());
    all.put("SPARK_HOME", spark.home().toString());
    all.put("SPARK_LOCAL_DIRS", folder.local().toString());
    all.put("TMPDIR", folder.tmp().toString());
    if (!jvm.libraryPath().isEmpty()) {
      all.merge(
          "LD_LIBRARY_PATH", jvm.libraryPath(), (old, added) -> added + File.pathSeparator + old);
    }
    return all;
  }

  /** How drivers start here. What the agent's user set for drivers of its own is not for others. */
  DriverLaunch drivers() {
    Map<String, String> own = new TreeMap<>(environment);
    own.remove("SPARK_SUBMIT_OPTS");
    return new DriverLaunch(own, java, spark, runtimeJar, Optional.of(archives));
  }

  /** Who makes them. */
  NodeArchives archives() {
    return new NodeArchives(java, spark, runtimeJar, archives);
  }

  Optional<Path> sparkConfiguration() {
    return Optional.of(
            Path.of(
                environment.getOrDefault("SPARK_CONF_DIR", spark.configurationFolder().toString())))
        .filter(Files::isDirectory);
  }

  /** The node's own, then the submitter's, then the driver's. */
  Map<String, String> driverEnvironment(
      Map<String, String> submitted, DriverLaunch.Command command, ContainerFolder folder) {
    Map<String, String> all = new TreeMap<>(environment);
    all.keySet().removeAll(List.of("SPARK_LOCAL_IP", "SPARK_SUBMIT_OPTS"));
    all.putAll(submitted);
    all.putAll(command.environment());
    all.put("SPARK_LOCAL_DIRS", folder.local().toString());
    all.put("TMPDIR", folder.tmp().toString());
    return all;
  }

  private List<Path> configurationFolders(ClientFolders client) {
    Stream<Path> hadoop =
        Stream.of(environment.getOrDefault("HADOOP_CONF_DIR", ""))
            .filter(name -> !name.isEmpty() && client.hadoop().isEmpty())
            .map(Path::of)
            .filter(Files::isDirectory);
    return Stream.of(client.classPath().stream(), sparkConfiguration().stream(), hadoop)
        .flatMap(folders -> folders)
        .toList();
  }
}
