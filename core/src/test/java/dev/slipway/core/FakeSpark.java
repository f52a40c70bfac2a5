package dev.slipway.core;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** A folder that looks like Spark, for what only looks at names. */
final class FakeSpark {
  private FakeSpark() {}

  static Path in(Path home, String version) {
    try {
      Files.createDirectories(home.resolve("jars"));
      Files.createDirectories(home.resolve("bin"));
      Files.createDirectories(home.resolve("python/lib"));
      for (String jar :
          List.of("spark-core_2.13-", "spark-yarn_2.13-", "spark-kubernetes_2.13-", "a-")) {
        Files.writeString(home.resolve("jars/" + jar + version + ".jar"), "");
      }
      Files.writeString(home.resolve("bin/spark-submit"), "Spark's");
      Files.writeString(home.resolve("bin/spark-class"), "Spark's");
      Files.writeString(home.resolve("RELEASE"), version);
      return home;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A program that prints one line, in place of a Python. */
  static String printing(Path file, String line) {
    try {
      Files.writeString(file, "#!/bin/sh\necho '" + line + "'\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
      return file.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
