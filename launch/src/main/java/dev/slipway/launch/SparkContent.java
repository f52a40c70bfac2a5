package dev.slipway.launch;

import dev.slipway.api.SlipwayException;
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
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What containers need of Spark: its jars, without its own YARN and Kubernetes back ends, and its
 * Python files, as they lie below a SPARK_HOME.
 *
 * @param cache where digests of files are remembered that have not changed
 */
public record SparkContent(SparkInstallation spark, Path cache) {
  /**
   * The time of all files, wherever they travel: 2000-01-01T00:00:00Z, in milliseconds. Class-data
   * archives look at it.
   */
  public static final long ALWAYS = 946_684_800_000L;

  private static final int BYTES = 12;

  /** By their paths below SPARK_HOME. */
  public SortedMap<String, Path> files() throws IOException {
    SortedMap<String, Path> files = new TreeMap<>();
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

  /** Of all of it. Reading takes a second: done once for files of these sizes and times. */
  public String digest() {
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
    try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
      for (Map.Entry<String, Path> file : files().entrySet()) {
        String head = file.getKey() + " " + Files.size(file.getValue()) + "\n";
        out.write(head.getBytes(StandardCharsets.UTF_8));
        Files.copy(file.getValue(), out);
      }
    }
    String text = hex(digest);
    Files.createDirectories(cache);
    Path aside = Files.createTempFile(cache, "new-", "");
    Files.writeString(aside, text + "\n");
    Files.move(aside, memory, StandardCopyOption.ATOMIC_MOVE);
    return text;
  }

  /** Of one small file. */
  public static String digest(Path file) {
    MessageDigest digest = sha256();
    try (InputStream in = Files.newInputStream(file)) {
      in.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
      return hex(digest);
    } catch (IOException e) {
      throw SlipwayException.ofFiles(file + " cannot be read", e);
    }
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
