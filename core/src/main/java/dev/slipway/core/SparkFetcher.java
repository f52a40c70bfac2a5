package dev.slipway.core;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Fetches the pinned pyspark package, which holds all of Spark, into the cache folder: with pip,
 * checked against the hashes in {@code spark-requirements.txt}, made aside and renamed when whole.
 * Two at once are one fetch: the second waits for the first's lock.
 */
public final class SparkFetcher {
  private static final String VERSION = "4.2.0";

  private final Path cache;
  private final boolean terminal;
  private final Consumer<String> say;

  /**
   * @param terminal whether pip may draw its progress
   * @param say gets lines for people
   */
  public SparkFetcher(Path cache, boolean terminal, Consumer<String> say) {
    this.cache = cache;
    this.terminal = terminal;
    this.say = say;
  }

  /** The copy that an earlier fetch left. */
  public Optional<Path> fetched() {
    return Optional.of(home()).filter(folder -> Files.isDirectory(folder.resolve("jars")));
  }

  /**
   * @return the folder to use as SPARK_HOME
   * @throws SlipwayException PYTHON_MISSING, SPARK_MISSING
   */
  public Path fetch() {
    try {
      Files.createDirectories(cache);
      try (FileChannel channel =
              FileChannel.open(
                  cache.resolve("spark.lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        return lock.isValid() && fetched().isPresent() ? home() : fetchAside();
      }
    } catch (IOException e) {
      throw failed(e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("interrupted");
    }
  }

  private Path fetchAside() throws IOException, InterruptedException {
    say.accept("fetching Spark " + VERSION + " (430 MB, once) into " + cache);
    Path aside = cache.resolve("spark.new");
    delete(aside);
    Files.createDirectories(aside);
    try {
      Path environment = aside.resolve("venv");
      if (run(aside, "python3", "-m", "venv", environment.toString()) != 0) {
        throw pythonMissing();
      }
      Path requirements = aside.resolve("requirements.txt");
      try (InputStream pinned = SparkFetcher.class.getResourceAsStream("spark-requirements.txt")) {
        Files.copy(Objects.requireNonNull(pinned, "spark-requirements.txt"), requirements);
      }
      List<String> pip = new ArrayList<>(List.of(environment.resolve("bin/python").toString()));
      pip.addAll(
          List.of("-m", "pip", "--disable-pip-version-check", "install", "--require-hashes"));
      pip.addAll(
          List.of(
              "--no-deps",
              "--no-cache-dir",
              "--no-compile",
              "--target",
              aside.resolve("site").toString()));
      if (!terminal) {
        pip.addAll(List.of("--progress-bar", "off"));
      }
      pip.addAll(List.of("-r", requirements.toString()));
      if (run(aside, pip.toArray(String[]::new)) != 0) {
        throw failed("pip ended with an error");
      }
      Files.move(aside.resolve("site"), home().getParent(), StandardCopyOption.ATOMIC_MOVE);
      return home();
    } finally {
      delete(aside);
    }
  }

  /** Output goes to standard error: standard output is the application's. */
  private static int run(Path folder, String... command) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder
        .redirectOutput(Path.of("/dev/stderr").toFile())
        .redirectError(ProcessBuilder.Redirect.INHERIT);
    try {
      return builder.start().waitFor();
    } catch (IOException e) {
      throw new SlipwayException(
          ErrorCode.PYTHON_MISSING,
          "Spark has to be fetched, and " + command[0] + " cannot be run",
          "install Python 3.10 or later with venv, or set SPARK_HOME to a Spark 4.2.x",
          e);
    }
  }

  private Path home() {
    return cache.resolve("spark-" + VERSION).resolve("pyspark");
  }

  private static SlipwayException pythonMissing() {
    return new SlipwayException(
        ErrorCode.PYTHON_MISSING,
        "Spark has to be fetched, and this Python cannot make a virtual environment",
        "install Python's venv (Debian: apt-get install python3-venv), or set SPARK_HOME to a Spark 4.2.x");
  }

  private static SlipwayException failed(String why) {
    return new SlipwayException(
        ErrorCode.SPARK_MISSING,
        "Spark could not be fetched: " + why,
        "try again, or set SPARK_HOME to a Spark 4.2.x, or install pyspark==" + VERSION);
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
