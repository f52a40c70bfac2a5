package dev.slipway.launch;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A copy of Spark on this machine, unmodified.
 *
 * @param jars in the order of the class path: sorted, so that a class-data archive made for it
 *     stays valid, and without Spark's own YARN and Kubernetes back ends, which would claim our
 *     master URLs
 */
public record SparkInstallation(Path home, String version, List<Path> jars) {
  /** A file in {@code slipway home}'s overlay that says where the real Spark is. */
  public static final String OVERLAY_MARKER = "SLIPWAY_OVERLAY";

  private static final Pattern CORE_JAR = Pattern.compile("spark-core_2\\.13-(.+)\\.jar");
  private static final Pattern LEFT_OUT = Pattern.compile("spark-(yarn|kubernetes)_.*\\.jar");

  public SparkInstallation {
    jars = List.copyOf(jars);
  }

  /**
   * Reads the installation in a folder; an overlay is followed to what it was made from.
   *
   * @throws SlipwayException SPARK_MISSING when there is none, SPARK_VERSION when it is not 4.2.x
   */
  public static SparkInstallation at(Path home) {
    Path real = followOverlay(home.toAbsolutePath());
    Path folder = real.resolve("jars");
    List<Path> all = list(folder);
    String version =
        all.stream()
            .map(jar -> CORE_JAR.matcher(jar.getFileName().toString()))
            .filter(Matcher::matches)
            .map(match -> match.group(1))
            .findFirst()
            .orElseThrow(() -> missing(real));
    if (!version.startsWith("4.2.")) {
      throw new SlipwayException(
          ErrorCode.SPARK_VERSION,
          "the Spark in "
              + real
              + " is version "
              + version
              + "; this Slipway runs Spark 4.2.x only",
          "set SPARK_HOME to a Spark 4.2.x, or unset it to let Slipway find or fetch one");
    }
    List<Path> jars =
        all.stream()
            .filter(jar -> !LEFT_OUT.matcher(jar.getFileName().toString()).matches())
            .toList();
    return new SparkInstallation(real, version, jars);
  }

  public Path configurationFolder() {
    return home.resolve("conf");
  }

  private static Path followOverlay(Path home) {
    Path marker = home.resolve(OVERLAY_MARKER);
    try {
      Optional<String> target =
          Files.isRegularFile(marker)
              ? Optional.of(Files.readString(marker).strip())
              : Optional.empty();
      return target.map(Path::of).orElse(home);
    } catch (IOException e) {
      throw new SlipwayException(
          ErrorCode.SYSTEM,
          "cannot read " + marker + ": " + e.getMessage(),
          "mend it, or remove it",
          e);
    }
  }

  private static List<Path> list(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      throw new SlipwayException(
          ErrorCode.SYSTEM,
          "cannot read " + folder + ": " + e.getMessage(),
          "mend its permissions",
          e);
    }
  }

  private static SlipwayException missing(Path home) {
    return new SlipwayException(
        ErrorCode.SPARK_MISSING,
        "there is no Spark in " + home,
        "set SPARK_HOME to a Spark 4.2.x, or unset it to let Slipway find or fetch one");
  }
}
