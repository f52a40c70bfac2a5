package dev.slipway.core;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.launch.SparkInstallation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A folder that passes for Spark's home: Spark's files by links, except for the scripts in {@code
 * bin/} that this checkout has its own of. Whatever starts {@code $SPARK_HOME/bin/spark-submit}
 * starts Slipway there. Its name is the hash of its links, so it is never changed once it is there,
 * and a Spark or a checkout that changed gets another one.
 */
public final class Overlay {
  private final Path state;
  private final Path checkout;

  /**
   * @param checkout whose {@code bin/} goes in front of Spark's
   */
  public Overlay(Path state, Path checkout) {
    this.state = state;
    this.checkout = checkout;
  }

  /** The overlay over an installation, made when it is not there yet. Safe in several processes. */
  public Path over(SparkInstallation spark) {
    try {
      Map<String, Path> links = links(spark.home());
      Path overlay = state.resolve("home-" + hash(links));
      if (!Files.exists(overlay.resolve(SparkInstallation.OVERLAY_MARKER))) {
        make(overlay, links, spark.home());
      }
      return overlay;
    } catch (IOException e) {
      throw new SlipwayException(
          ErrorCode.SYSTEM,
          "cannot make a Spark home in " + state + ": " + e.getMessage(),
          "mend the permissions of that folder, or set SLIPWAY_HOME to another",
          e);
    }
  }

  private Map<String, Path> links(Path spark) throws IOException {
    Map<String, Path> links = new TreeMap<>();
    // May come to be later: a link into nowhere is no folder to anybody.
    links.put("conf", spark.resolve("conf"));
    put(links, "", spark);
    links.remove("bin");
    links.remove("python");
    put(links, "bin/", spark.resolve("bin"));
    put(links, "bin/", checkout.resolve("bin"));
    put(links, "python/", spark.resolve("python"));
    // The pip package is Spark's home and Python's package in one: PYTHONPATH=$SPARK_HOME/python.
    if (Files.exists(spark.resolve("__init__.py"))) {
      links.put("python/pyspark", spark);
    }
    return links;
  }

  private static void put(Map<String, Path> links, String prefix, Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      try (Stream<Path> entries = Files.list(folder)) {
        entries.forEach(entry -> links.put(prefix + entry.getFileName(), entry));
      }
    }
  }

  private void make(Path overlay, Map<String, Path> links, Path spark) throws IOException {
    Files.createDirectories(state);
    Path aside = Files.createTempDirectory(state, "home-new-");
    try {
      for (Map.Entry<String, Path> link : links.entrySet()) {
        Path place = aside.resolve(link.getKey());
        Files.createDirectories(place.getParent());
        Files.createSymbolicLink(place, link.getValue());
      }
      Files.writeString(aside.resolve(SparkInstallation.OVERLAY_MARKER), spark + "\n");
      Files.move(aside, overlay, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      FileTree.delete(aside);
      // Another process was quicker, with the same links.
      if (!Files.exists(overlay.resolve(SparkInstallation.OVERLAY_MARKER))) {
        throw e;
      }
    }
  }

  private static String hash(Map<String, Path> links) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(links.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
