package dev.slipway.spark.driver;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.launch.Secrets;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.util.DependencyUtils;
import org.apache.spark.util.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Finds files under any scheme that Spark's own utilities or a Hadoop file system knows. Every
 * method throws RESOURCE_MISSING, naming the one file.
 */
final class Fetcher {
  private final SparkConf configuration;
  private final Configuration hadoop;
  private final Path downloads;

  Fetcher(SparkConf configuration, Path downloads) {
    this.configuration = configuration;
    this.hadoop = SparkHadoopUtil.get().newConfiguration(configuration);
    this.downloads = downloads;
  }

  static List<String> split(String commaSeparated) {
    return Stream.of(commaSeparated.split(","))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .toList();
  }

  /** Patterns replaced by what they match: no file at all, perhaps. Plain names must exist. */
  List<String> expand(String commaSeparated) {
    return split(commaSeparated).stream().flatMap(this::expandOne).toList();
  }

  private Stream<String> expandOne(String item) {
    List<String> found = split(attempt(item, () -> DependencyUtils.resolveGlobPaths(item, hadoop)));
    found.stream()
        .map(Utils::resolveURI)
        .filter(uri -> uri.getScheme().equals("file"))
        .forEach(Fetcher::requireFile);
    return found.stream();
  }

  /** Files of this machine as they are, others fetched to it. */
  List<String> fetch(List<String> uris) {
    return uris.stream().map(this::fetch).toList();
  }

  String fetch(String uri) {
    return attempt(
        uri, () -> DependencyUtils.downloadFile(uri, downloads.toFile(), configuration, hadoop));
  }

  /** {@code file:}, {@code local:} or a bare path, which must exist. */
  static void requireFile(URI uri) {
    if (!Files.isReadable(Path.of(uri.getPath()))) {
      throw missing(uri.toString(), "there is no such file, or it cannot be read", null);
    }
  }

  private interface Lookup {
    String find() throws Exception;
  }

  /** File systems throw whatever they like; to the user all of it is a file that is not there. */
  private static String attempt(String what, Lookup lookup) {
    try {
      return lookup.find();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw missing(what, "interrupted", e);
    } catch (Exception e) {
      throw missing(what, e.toString(), e);
    }
  }

  private static SlipwayException missing(String what, String why, @Nullable Exception cause) {
    return new SlipwayException(
        ErrorCode.RESOURCE_MISSING,
        Secrets.hideInUrls("cannot get " + what + ": " + why),
        "check the address, and that this machine may read it",
        cause);
  }
}
