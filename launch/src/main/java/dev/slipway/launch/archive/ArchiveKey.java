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
 */
public record ArchiveKey(String text) {

  public static ArchiveKey of(JavaRuntime java, SparkInstallation spark, Path runtimeJar) {
    MessageDigest digest = sha256();
    try {
      Path release = java.home().resolve("release");
      add(digest, java.home().toRealPath().toString());
      add(digest, Files.exists(release) ? Files.readString(release) : "");
      List<Path> jars = new ArrayList<>(spark.jars());
      jars.add(runtimeJar);
      for (Path jar : jars) {
        add(digest, jar + " " + Files.size(jar) + " " + Files.getLastModifiedTime(jar).toMillis());
      }
    } catch (IOException e) {
      throw new SlipwayException(
          ErrorCode.SYSTEM, "cannot read a jar of the class path: " + e.getMessage(), "mend it", e);
    }
    return new ArchiveKey(HexFormat.of().formatHex(digest.digest(), 0, 12));
  }

  private static void add(MessageDigest digest, String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
