package dev.slipway.core;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Fetches the pinned pyspark package, which holds all of Spark, into the cache folder: with pip,
 * checked against hashes, made aside and renamed when whole. Two at once are one fetch: the second
 * waits for the first's lock.
 */
public final class SparkFetcher {
  static final String VERSION = "4.2.0";

  private final Path cache;
  private final List<String> pythons;
  private final boolean terminal;
  private final Consumer<String> say;

  /**
   * @param pythons in the order in which they are tried
   * @param terminal whether pip may draw its progress
   * @param say gets lines for people
   */
  public SparkFetcher(Path cache, List<String> pythons, boolean terminal, Consumer<String> say) {
    this.cache = cache;
    this.pythons = List.copyOf(pythons);
    this.terminal = terminal;
    this.say = say;
  }

  /** The copy that an earlier fetch left. */
  public Optional<Path> fetched() {
    return Optional.of(home()).filter(folder -> Files.isDirectory(folder.resolve("jars")));
  }

  /**
   * @return the folder to use as SPARK_HOME
   * @throws SlipwayException PYTHON_MISSING, SPARK_MISSING, SYSTEM
   */
  public Path fetch() {
    try {
      Files.createDirectories(cache);
      try (FileChannel channel =
              FileChannel.open(
                  cache.resolve("spark.lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock lock = lock(channel)) {
        return lock.isValid() && fetched().isPresent() ? home() : fetchAside();
      }
    } catch (IOException e) {
      throw new SlipwayException(
          ErrorCode.SYSTEM,
          "cannot write " + cache + ": " + e.getMessage(),
          "mend the permissions or free space, or set SLIPWAY_HOME to another folder",
          e);
    }
  }

  private FileLock lock(FileChannel channel) throws IOException {
    FileLock free = channel.tryLock();
    if (free != null) {
      return free;
    }
    say.accept("waiting for another fetch of Spark into " + cache);
    return channel.lock();
  }

  private Path fetchAside() throws IOException {
    String python = Pip.python(pythons);
    say.accept("fetching Spark " + VERSION + " (430 MB, once) into " + cache);
    Path aside = cache.resolve("spark.new");
    FileTree.delete(aside);
    // Also when a signal ends this JVM in the middle.
    Thread cleaner = new Thread(() -> cleanUp(aside), "slipway-fetch-cleaner");
    Runtime.getRuntime().addShutdownHook(cleaner);
    try {
      Pip pip = Pip.prepare(python, Files.createDirectories(aside), terminal);
      pip.install("build-requirements.txt", List.of());
      Path site = aside.resolve("site");
      // Without build isolation pip uses what was just installed, so that everything is checked.
      pip.install(
          "spark-requirements.txt",
          List.of("--no-build-isolation", "--no-compile", "--target", site.toString()));
      Files.move(site, home().getParent(), StandardCopyOption.ATOMIC_MOVE);
      return home();
    } finally {
      FileTree.delete(aside);
      Runtime.getRuntime().removeShutdownHook(cleaner);
    }
  }

  private void cleanUp(Path aside) {
    try {
      FileTree.delete(aside);
    } catch (IOException e) {
      say.accept("could not remove " + aside + ": " + e.getMessage());
    }
  }

  private Path home() {
    return cache.resolve("spark-" + VERSION).resolve("pyspark");
  }
}
