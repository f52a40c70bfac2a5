package dev.slipway.launch.archive;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.launch.JavaRuntime;
import dev.slipway.launch.SparkInstallation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * What an archive is good for: one build of the JDK, and one class path, each jar by path, size and
 * time. A JVM refuses an archive when one of them differs, so a difference is another key.
 *
 * @param parts the Java, then each jar: what of it is different is told to people
 */
public record ArchiveKey(ArchiveKind kind, List<String> parts) {
  private static final int BYTES = 12;

  public ArchiveKey {
    parts = List.copyOf(parts);
  }

  /** For drivers and executors. */
  public static ArchiveKey of(JavaRuntime java, SparkInstallation spark, Path runtimeJar) {
    List<Path> jars = new ArrayList<>(spark.jars());
    jars.add(runtimeJar);
    return of(java, jars);
  }

  /**
   * @param jars all of a class path; the last one tells what it is for
   */
  public static ArchiveKey of(JavaRuntime java, List<Path> jars) {
    try {
      List<String> parts = new ArrayList<>();
      Path release = java.home().resolve("release");
      String build = Files.exists(release) ? Files.readString(release) : "";
      parts.add(java.home().toRealPath() + " " + hash(List.of(build)));
      for (Path jar : jars) {
        parts.add(jar + " " + Files.size(jar) + " " + Files.getLastModifiedTime(jar).toMillis());
      }
      return new ArchiveKey(ArchiveKind.of(java), parts);
    } catch (IOException e) {
      throw new SlipwayException(
          ErrorCode.SYSTEM, "cannot read a jar of the class path: " + e.getMessage(), "mend it", e);
    }
  }

  public String text() {
    return hash(parts);
  }

  /** Its file's name. */
  String fileName() {
    return text() + kind.suffix();
  }

  private static String hash(List<String> parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part : parts) {
        digest.update(part.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
      }
      return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
