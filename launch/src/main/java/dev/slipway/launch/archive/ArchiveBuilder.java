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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Makes archives: a JVM of the same class path runs a training, and writes down what it loaded as
 * it ends. Interrupting the thread ends the training.
 */
public final class ArchiveBuilder {
  private static final String TRAINING = "dev.slipway.spark.training.Training";
  private static final long MINUTES = 10;

  private final ArchiveFolder folder;
  private final int niceness;

  /**
   * @param niceness of the training, up to 19
   */
  public ArchiveBuilder(ArchiveFolder folder, int niceness) {
    this.folder = folder;
    this.niceness = niceness;
  }

  /**
   * For drivers and executors: a driver runs a small program that touches what they load. Takes
   * half a minute of two cores; with an archive there already it returns at once.
   *
   * @param log gets the training's output
   * @throws SlipwayException SYSTEM when the training failed; nothing is left behind
   */
  public Path build(JavaRuntime java, SparkInstallation spark, Path runtimeJar, Path log) {
    ArchiveKey key = ArchiveKey.of(java, spark, runtimeJar);
    DriverLaunch launch = new DriverLaunch(Map.of(), java, spark, runtimeJar, Optional.empty());
    return build(
        key,
        log,
        aside -> {
          ApplicationSpec spec = training(key.kind().making(aside));
          Path specification = Path.of(aside + ".json");
          Files.writeString(specification, RecordCodec.encode(spec));
          DriverLaunch.Command command = launch.of(spec, Optional.empty(), specification);
          return new Training(command.environment(), List.of(command.words()));
        });
  }

  /** Commands, one after the other, of which the last writes the archive. */
  public record Training(Map<String, String> environment, List<List<String>> commands) {
    public Training {
      environment = Map.copyOf(environment);
      commands = List.copyOf(commands);
    }
  }

  /** What to run, for one key. */
  public interface Trainer {
    /**
     * @param aside where the archive is to be written; files whose names begin with it are removed
     */
    Training writing(Path aside) throws IOException;
  }

  /**
   * Makes one, unless there is one.
   *
   * @throws SlipwayException as above
   */
  public Path build(ArchiveKey key, Path log, Trainer trainer) {
    // Of two builders at once the second waits, and finds the first one's archive.
    try (FileChannel channel =
            FileChannel.open(
                folder.lockFile(key), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      Optional<Path> there = lock.isValid() ? folder.ready(key) : Optional.empty();
      return there.isPresent() ? there.get() : train(key, trainer, log);
    } catch (IOException e) {
      throw failed(e.toString(), log);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("interrupted", log);
    }
  }

  private Path train(ArchiveKey key, Trainer trainer, Path log)
      throws IOException, InterruptedException {
    folder.sweep(key);
    Files.deleteIfExists(log);
    try {
      Path aside = folder.aside(key);
      Training training = trainer.writing(aside);
      for (List<String> command : training.commands()) {
        int code = run(command, training.environment(), work(aside), log);
        if (code != 0) {
          throw failed("the training ended with exit code " + code, log);
        }
      }
      if (!Files.isRegularFile(aside)) {
        throw failed("the training wrote none", log);
      }
      return folder.publish(key, aside);
    } finally {
      folder.sweep(key);
    }
  }

  private int run(List<String> command, Map<String, String> environment, Path work, Path log)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("nice", "-n", Integer.toString(niceness)));
    words.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .directory(Files.createDirectories(work).toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .redirectErrorStream(true);
    // Neither the user's Spark nor the user's options are the archive's.
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.matches("(SPARK|PYSPARK)_.*|JAVA_TOOL_OPTIONS|JDK_JAVA_OPTIONS"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        throw failed("the training took longer than " + MINUTES + " minutes", log);
      }
      return process.exitValue();
    } finally {
      // The AOT cache is written by a child of the training's.
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
    }
  }

  /** The folder in which a training runs. */
  static Path work(Path aside) {
    return Path.of(aside + ".work");
  }

  static String specification(String option) {
    return RecordCodec.encode(training(option));
  }

  /** A driver's program that touches what applications need. */
  static ApplicationSpec training(String option) {
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
            option),
        false);
  }

  private static SlipwayException failed(String why, Path log) {
    return new SlipwayException(
        ErrorCode.SYSTEM, "the class-data archive could not be made: " + why, "see " + log);
  }
}
