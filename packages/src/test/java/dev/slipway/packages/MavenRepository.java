package dev.slipway.packages;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;

/** A Maven repository in a folder, made by hand. */
record MavenRepository(Path folder) {

  String url() {
    return folder.toUri().toString();
  }

  /**
   * A jar with its POM and checksums.
   *
   * @param needs {@code group:artifact:version:scope}
   */
  Path add(String coordinate, String... needs) {
    String[] parts = coordinate.split(":");
    StringBuilder pom = new StringBuilder("<project><modelVersion>4.0.0</modelVersion>");
    pom.append(names(parts)).append("<dependencies>");
    for (String need : needs) {
      String[] its = need.split(":");
      pom.append("<dependency>").append(names(its));
      pom.append("<scope>").append(its[3]).append("</scope></dependency>");
    }
    pom.append("</dependencies></project>");
    try {
      Path version =
          Files.createDirectories(
              folder.resolve(parts[0].replace('.', '/')).resolve(parts[1]).resolve(parts[2]));
      String name = parts[1] + "-" + parts[2];
      checksum(Files.writeString(version.resolve(name + ".pom"), pom));
      Path jar = version.resolve(name + ".jar");
      try (OutputStream out = Files.newOutputStream(jar);
          JarOutputStream entries = new JarOutputStream(out)) {
        entries.putNextEntry(new ZipEntry(parts[1] + ".txt"));
        entries.write(coordinate.getBytes(StandardCharsets.UTF_8));
      }
      checksum(jar);
      return jar;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String names(String[] parts) {
    return "<groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version>"
        .formatted(parts[0], parts[1], parts[2]);
  }

  private static void checksum(Path file) throws IOException {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-1").digest(Files.readAllBytes(file));
      Files.writeString(
          file.resolveSibling(file.getFileName() + ".sha1"),
          String.format("%040x", new BigInteger(1, digest)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
