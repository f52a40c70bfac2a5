package dev.slipway.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The checkout that a test runs in. */
public final class Checkout {
  private Checkout() {}

  public static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isRegularFile(folder.resolve("slipway"))) {
      Path parent = folder.getParent();
      if (parent == null) {
        throw new IllegalStateException("no checkout above " + Path.of("").toAbsolutePath());
      }
      folder = parent;
    }
    return folder;
  }

  /** The Python that tests run with: pyspark and numpy, made by {@code testkit/prepare-python}. */
  public static Path python() {
    return existing(root().resolve("target/test-python/bin/python"));
  }

  /** The Spark that tests run on: {@code SPARK_HOME}, else the test Python's pyspark. */
  public static Path sparkHome() {
    String home = System.getenv().getOrDefault("SPARK_HOME", "");
    return existing(home.isEmpty() ? pyspark() : Path.of(home));
  }

  /** The jars of Hadoop's daemons: made by {@code testkit/prepare-hadoop}. */
  static Path hadoop() {
    return existing(root().resolve("target/test-hadoop"));
  }

  private static Path pyspark() {
    Path libraries = root().resolve("target/test-python/lib");
    try (Stream<Path> versions = Files.list(libraries)) {
      return versions
          .map(version -> version.resolve("site-packages/pyspark"))
          .filter(Files::isDirectory)
          .findFirst()
          .orElse(libraries.resolve("pyspark"));
    } catch (IOException e) {
      throw new UncheckedIOException("run testkit/prepare-python first", e);
    }
  }

  private static Path existing(Path path) {
    if (!Files.exists(path)) {
      throw new IllegalStateException(path + " is not there: run testkit/prepare-* first");
    }
    return path;
  }
}
