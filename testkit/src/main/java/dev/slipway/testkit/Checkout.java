package dev.slipway.testkit;

import java.nio.file.Files;
import java.nio.file.Path;

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

  /** The Spark that tests run on. */
  public static Path sparkHome() {
    String home = System.getenv().getOrDefault("SPARK_HOME", "");
    if (home.isEmpty()) {
      throw new IllegalStateException(
          "end-to-end tests need SPARK_HOME: a Spark 4.2, for example an installed pyspark's folder");
    }
    return Path.of(home);
  }
}
