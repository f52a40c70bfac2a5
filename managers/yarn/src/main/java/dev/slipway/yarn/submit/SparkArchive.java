package dev.slipway.yarn.submit;

import dev.slipway.api.SlipwayException;
import dev.slipway.launch.SparkInstallation;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * What containers need of Spark as one tar: its jars, without its own YARN and Kubernetes back
 * ends, and its Python files. The same files make the same tar, byte for byte; times in it are
 * always the same, because class-data archives look at them.
 */
final class SparkArchive {
  /** 2000-01-01T00:00:00Z, in milliseconds. */
  private static final long ALWAYS = 946_684_800_000L;

  private static final int BYTES = 12;

  private final SparkInstallation spark;
  private final Path cache;

  /**
   * @param cache where digests of files are remembered that have not changed
   */
  SparkArchive(SparkInstallation spark, Path cache) {
    this.spark = spark;
    this.cache = cache;
  }

  /** Its file's name, made of its content. */
  String name() {
    return "spark-" + spark.version() + "-" + digest() + ".tar";
  }

  void writeTo(OutputStream to) throws IOException {
    TarArchiveOutputStream tar = new TarArchiveOutputStream(to, StandardCharsets.UTF_8.name());
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    for (Map.Entry<String, Path> file : files().entrySet()) {
      TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
      entry.setSize(Files.size(file.getValue()));
      entry.setModTime(ALWAYS);
      entry.setMode(0644);
      tar.putArchiveEntry(entry);
      Files.copy(file.getValue(), tar);
      tar.closeArchiveEntry();
    }
    tar.finish();
  }

  private Map<String, Path> files() throws IOException {
    Map<String, Path> files = new TreeMap<>();
    spark.jars().forEach(jar -> files.put("jars/" + jar.getFileName(), jar));
    Path python = spark.home().resolve("python/lib");
    if (Files.isDirectory(python)) {
      try (Stream<Path> zips = Files.list(python)) {
        zips.filter(file -> file.toString().endsWith(".zip"))
            .forEach(zip -> files.put("python/lib/" + zip.getFileName(), zip));
      }
    }
    return files;
  }

  /** Reading it all takes a second: done once for files of these sizes and times. */
  private String digest() {
    try {
      MessageDigest seen = sha256();
      for (Map.Entry<String, Path> file : files().entrySet()) {
        String line =
            file.getKey()
                + " "
                + Files.size(file.getValue())
                + " "
                + Files.getLastModifiedTime(file.getValue()).toMillis()
                + "\n";
        seen.update(line.getBytes(StandardCharsets.UTF_8));
      }
      Path memory = cache.resolve("spark-" + hex(seen));
      return Files.exists(memory) ? Files.readString(memory).strip() : remember(memory);
    } catch (IOException e) {
      throw SlipwayException.ofFiles("Spark's files in " + spark.home() + " cannot be read", e);
    }
  }

  private String remember(Path memory) throws IOException {
    MessageDigest digest = sha256();
    writeTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
    String text = hex(digest);
    Files.createDirectories(cache);
    Path aside = Files.createTempFile(cache, "new-", "");
    Files.writeString(aside, text + "\n");
    Files.move(aside, memory, StandardCopyOption.ATOMIC_MOVE);
    return text;
  }

  /** Of one small file. */
  static String digest(Path file) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream in = Files.newInputStream(file)) {
      in.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
    }
    return hex(digest);
  }

  private static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
