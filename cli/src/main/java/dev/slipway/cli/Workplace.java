package dev.slipway.cli;

import dev.slipway.core.Pythons;
import dev.slipway.core.SparkFetcher;
import dev.slipway.core.SparkLocator;
import dev.slipway.launch.Folders;
import dev.slipway.launch.JavaRuntime;
import dev.slipway.launch.SparkContent;
import dev.slipway.launch.SparkInstallation;
import dev.slipway.launch.archive.ArchiveFolder;
import dev.slipway.launch.archive.ContainerArchive;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the command line runs: its environment, folders and the built program.
 *
 * @param root the checkout or installed folder that holds the script
 * @param terminal whether standard error is one, for progress
 */
public record Workplace(
    Map<String, String> environment, Folders folders, Path root, boolean terminal) {

  static Workplace here() {
    Map<String, String> environment = System.getenv();
    return new Workplace(
        environment,
        Folders.of(environment),
        Path.of(System.getProperty("slipway.root", "")).toAbsolutePath(),
        Boolean.getBoolean("slipway.terminal"));
  }

  public Path runtimeJar() {
    return root.resolve("target/slipway/runtime/slipway-runtime.jar");
  }

  public ArchiveFolder archives() {
    return new ArchiveFolder(folders.cache().resolve("archives"));
  }

  /** Of JVMs in containers to which Spark travels: those of YARN. */
  public ContainerArchive containerArchive(SparkInstallation spark) {
    return new ContainerArchive(
        JavaRuntime.find(environment),
        new SparkContent(spark, folders.cache().resolve("digests")),
        runtimeJar());
  }

  /** Whether this machine has to do with a YARN. */
  public boolean isHadoopConfigured() {
    return Stream.of("HADOOP_CONF_DIR", "YARN_CONF_DIR")
        .anyMatch(name -> !environment.getOrDefault(name, "").isEmpty());
  }

  public Path library() {
    return root.resolve("target/slipway/lib");
  }

  public SparkLocator sparkLocator() {
    SparkFetcher fetcher =
        new SparkFetcher(
            folders.cache(),
            Pythons.candidates(environment),
            terminal,
            line -> System.err.println("slipway: " + line));
    return new SparkLocator(environment, fetcher);
  }

  /** {@code SPARK_CONF_DIR}, else Spark's own folder. */
  public Optional<Path> configurationFolder(SparkInstallation spark) {
    Path own = spark.configurationFolder();
    return isConfigurationNamed()
        ? namedConfigurationFolder()
        : Optional.of(own.toAbsolutePath()).filter(Files::isDirectory);
  }

  /** {@code SPARK_CONF_DIR}, where there is one. */
  public Optional<Path> namedConfigurationFolder() {
    return Optional.of(environment.getOrDefault("SPARK_CONF_DIR", ""))
        .filter(name -> !name.isEmpty())
        .map(name -> Path.of(name).toAbsolutePath())
        .filter(Files::isDirectory);
  }

  private boolean isConfigurationNamed() {
    return !environment.getOrDefault("SPARK_CONF_DIR", "").isEmpty();
  }
}
