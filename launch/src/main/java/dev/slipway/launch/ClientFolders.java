package dev.slipway.launch;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * What of its client's configuration came with an application in cluster mode, where it lies now.
 * It comes before the machine's own.
 *
 * @param spark files of the client's SPARK_CONF_DIR
 * @param hadoop of its HADOOP_CONF_DIR and YARN_CONF_DIR; in place of the machine's: halves of two
 *     Hadoop clusters are none
 */
public record ClientFolders(Optional<Path> spark, Optional<Path> hadoop) {
  /**
   * The property that names the zip: a file of the client's, then an upload, then a node's file.
   */
  public static final String PROPERTY = "slipway.application.configuration";

  /** All files together, in bytes. */
  public static final long LARGEST = 16L << 20;

  public static final String SPARK = "spark/";
  public static final String HADOOP = "hadoop/";

  public static final ClientFolders NONE = new ClientFolders(Optional.empty(), Optional.empty());

  private static final Pattern ENTRY = Pattern.compile("(" + SPARK + "|" + HADOOP + ")[^/\0]+");

  /**
   * @param zip with entries below {@link #SPARK} and {@link #HADOOP}
   * @param folder where it is unpacked; made
   * @throws SlipwayException INVALID_VALUE when it holds something else, or too much; SYSTEM
   */
  public static void unpack(Path zip, Path folder) {
    long left = LARGEST;
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
      for (ZipEntry each = in.getNextEntry(); each != null; each = in.getNextEntry()) {
        left -= write(in, inside(folder, each.getName()), left);
      }
    } catch (IOException e) {
      throw SlipwayException.ofFiles("cannot lay the client's configuration into " + folder, e);
    }
  }

  /** What was unpacked there. */
  public static ClientFolders in(Path folder) {
    return new ClientFolders(there(folder, SPARK), there(folder, HADOOP));
  }

  /** In the order they are searched. */
  public List<Path> classPath() {
    return Stream.concat(spark.stream(), hadoop.stream()).toList();
  }

  /** On top of the machine's. */
  public Map<String, String> environment() {
    Map<String, String> variables = new TreeMap<>();
    spark.ifPresent(folder -> variables.put("SPARK_CONF_DIR", folder.toString()));
    hadoop.ifPresent(folder -> variables.put("HADOOP_CONF_DIR", folder.toString()));
    return variables;
  }

  private static Path inside(Path folder, String name) {
    if (!ENTRY.matcher(name).matches() || name.endsWith("/.") || name.endsWith("/..")) {
      throw refused("holds '" + name + "'");
    }
    return folder.resolve(name);
  }

  private static long write(InputStream in, Path file, long left) throws IOException {
    byte[] content = in.readNBytes((int) left + 1);
    if (content.length > left) {
      throw refused("is larger than " + LARGEST + " bytes");
    }
    Files.createDirectories(file.getParent());
    Files.write(file, content);
    return content.length;
  }

  private static Optional<Path> there(Path folder, String name) {
    return Optional.of(folder.resolve(name)).filter(Files::isDirectory);
  }

  private static SlipwayException refused(String why) {
    return new SlipwayException(
        ErrorCode.INVALID_VALUE,
        "the client's configuration " + why,
        "run the same version of Slipway on both sides");
  }
}
