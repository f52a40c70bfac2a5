package dev.slipway.launch.archive;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.DeployMode;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.MainResource;
import dev.slipway.api.MasterUrl;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.wire.RecordCodec;
import dev.slipway.launch.DriverLaunch;
import dev.slipway.launch.JavaRuntime;
import dev.slipway.launch.SparkInstallation;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Makes an archive: a driver of the same class path runs a small program that touches what drivers
 * and executors load, and the JVM writes the classes down as it ends (JEP 350).
 */
public final class ArchiveBuilder {
  private static final String TRAINING = "dev.slipway.spark.training.Training";
  private static final long MINUTES = 5;

  private final JavaRuntime java;
  private final SparkInstallation spark;
  private final Path runtimeJar;
  private final ArchiveFolder folder;

  public ArchiveBuilder(
      JavaRuntime java, SparkInstallation spark, Path runtimeJar, ArchiveFolder folder) {
    this.java = java;
    this.spark = spark;
    this.runtimeJar = runtimeJar;
    this.folder = folder;
  }

  /**
   * Takes half a minute of two cores; with an archive there already it returns at once.
   *
   * @param log gets the training's output
   * @throws SlipwayException SYSTEM when the training failed; nothing is left behind
   */
  public Path build(Path log) {
    ArchiveKey key = ArchiveKey.of(java, spark, runtimeJar);
    // Of two builders at once the second waits, and finds the first one's archive.
    try (FileChannel channel =
            FileChannel.open(
                folder.lockFile(key), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      Optional<Path> there = lock.isValid() ? folder.ready(key) : Optional.empty();
      return there.orElseGet(() -> train(key, log));
    } catch (IOException e) {
      throw failed(e.toString(), log);
    }
  }

  private Path train(ArchiveKey key, Path log) {
    try {
      Path aside = folder.aside(key);
      Path specification = Path.of(aside + ".json");
      try {
        ApplicationSpec spec = training(aside);
        Files.writeString(specification, RecordCodec.encode(spec));
        int code = run(spec, specification, log);
        if (code != 0 || !Files.isRegularFile(aside)) {
          throw failed("the training ended with exit code " + code, log);
        }
        return folder.publish(key, aside);
      } finally {
        Files.deleteIfExists(specification);
        Files.deleteIfExists(aside);
      }
    } catch (IOException e) {
      throw failed(e.toString(), log);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("interrupted", log);
    }
  }

  private int run(ApplicationSpec spec, Path specification, Path log)
      throws IOException, InterruptedException {
    DriverLaunch.Command command =
        new DriverLaunch(Map.of(), java, spark, runtimeJar, Optional.empty())
            .of(spec, Optional.empty(), specification);
    List<String> words = new ArrayList<>(List.of("nice", "-n", "10"));
    words.addAll(command.words());
    Path work = Files.createDirectories(Path.of(specification + ".work"));
    try {
      ProcessBuilder builder =
          new ProcessBuilder(words)
              .directory(work.toFile())
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectOutput(log.toFile())
              .redirectErrorStream(true);
      Map<String, String> environment = new HashMap<>(command.environment());
      builder
          .environment()
          .keySet()
          .removeIf(name -> name.startsWith("SPARK_") || name.startsWith("PYSPARK_"));
      builder.environment().putAll(environment);
      Process process = builder.start();
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw failed("the training took longer than " + MINUTES + " minutes", log);
      }
      return process.exitValue();
    } finally {
      deleteTree(work);
    }
  }

  private static ApplicationSpec training(Path aside) {
    MasterUrl master = MasterUrl.parse("local[2]");
    return new ApplicationSpec(
        "archive training",
        master,
        DeployMode.CLIENT,
        new MainResource.Internal("spark-internal", TRAINING),
        List.of(),
        Map.of(
            "spark.master",
            master.text(),
            "spark.submit.deployMode",
            "client",
            "spark.app.name",
            "archive training",
            "spark.driver.extraJavaOptions",
            "-XX:ArchiveClassesAtExit=" + aside),
        false);
  }

  private static void deleteTree(Path root) throws IOException {
    try (var files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static SlipwayException failed(String why, Path log) {
    return new SlipwayException(
        ErrorCode.SYSTEM, "the class-data archive could not be made: " + why, "see " + log);
  }
}
