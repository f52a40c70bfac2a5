package dev.slipway.yarn.submit;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.launch.Folders;
import dev.slipway.launch.SparkInstallation;
import dev.slipway.launch.archive.ArchiveFolder;
import dev.slipway.yarn.YarnKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.conf.YarnConfiguration;

/**
 * The machine that submits: its environment, and what an application's properties say.
 *
 * @param environment has SPARK_HOME and SLIPWAY_RUNTIME_JAR
 */
public record ClientSite(Map<String, String> environment, Map<String, String> properties) {
  private static final String OF_HADOOP = "spark.hadoop.";
  private static final List<String> SITES =
      List.of("core-site.xml", "hdfs-site.xml", "yarn-site.xml", "ssl-client.xml");
  private static final String RM_PATIENCE = "yarn.resourcemanager.connect.max-wait.ms";
  private static final String RM_PAUSE = "yarn.resourcemanager.connect.retry-interval.ms";
  private static final String RM_PATIENCE_DEFAULT = "900000";

  public ClientSite {
    environment = Map.copyOf(environment);
    properties = Map.copyOf(properties);
  }

  public YarnKeys keys() {
    return new YarnKeys(properties);
  }

  SparkInstallation spark() {
    return SparkInstallation.at(Path.of(required("SPARK_HOME")));
  }

  Path runtimeJar() {
    return Path.of(required("SLIPWAY_RUNTIME_JAR"));
  }

  /** Where digests of Spark's files are remembered. */
  Path cache() {
    return Folders.of(environment).cache().resolve("digests");
  }

  ArchiveFolder archives() {
    return new ArchiveFolder(Folders.of(environment).cache().resolve("archives"));
  }

  /** Spark's, where there is one. */
  Optional<Path> sparkConfiguration() {
    return Optional.of(environment.getOrDefault("SPARK_CONF_DIR", ""))
        .filter(name -> !name.isEmpty())
        .map(Path::of)
        .filter(Files::isDirectory);
  }

  /**
   * Hadoop's configuration, with {@code spark.hadoop.*}.
   *
   * @throws SlipwayException HADOOP_CONF_MISSING
   */
  public Configuration hadoop() {
    Configuration configuration = new YarnConfiguration();
    List<Path> folders = hadoopFolders();
    if (folders.isEmpty()) {
      throw new SlipwayException(
          ErrorCode.HADOOP_CONF_MISSING,
          "the master yarn needs Hadoop's configuration, and neither HADOOP_CONF_DIR nor"
              + " YARN_CONF_DIR names a folder",
          "set one to the folder with core-site.xml and yarn-site.xml");
    }
    for (Path folder : folders) {
      SITES.stream()
          .map(folder::resolve)
          .filter(Files::isRegularFile)
          .forEach(file -> configuration.addResource(new org.apache.hadoop.fs.Path(file.toUri())));
    }
    properties.forEach(
        (key, value) -> {
          if (key.startsWith(OF_HADOOP)) {
            configuration.set(key.substring(OF_HADOOP.length()), value);
          }
        });
    // Hadoop's own default is to try for a quarter of an hour, without a word.
    if (configuration.get(RM_PATIENCE, RM_PATIENCE_DEFAULT).equals(RM_PATIENCE_DEFAULT)) {
      configuration.set(RM_PATIENCE, "20000");
      configuration.set(RM_PAUSE, "2000");
      // Each try would itself be ten, a second apart.
      configuration.set("ipc.client.connect.max.retries", "1");
    }
    configuration.set("yarn.client.application-client-protocol.poll-interval-ms", "10");
    return configuration;
  }

  /** Hadoop's, and Spark's where there is one. */
  List<Path> configurationFolders() {
    return Stream.concat(hadoopFolders().stream(), sparkConfiguration().stream()).toList();
  }

  private List<Path> hadoopFolders() {
    return Stream.of("YARN_CONF_DIR", "HADOOP_CONF_DIR")
        .flatMap(name -> Stream.of(environment.getOrDefault(name, "").split(":")))
        .filter(name -> !name.isEmpty())
        .map(Path::of)
        .filter(Files::isDirectory)
        .distinct()
        .toList();
  }

  private String required(String variable) {
    String value = environment.getOrDefault(variable, "");
    if (value.isEmpty()) {
      throw new IllegalStateException(variable + " is not set");
    }
    return value;
  }
}
