package dev.slipway.spark.scheduler;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.launch.LaidFiles;
import dev.slipway.launch.Secrets;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkFiles;
import org.apache.spark.util.Utils;

/**
 * The driver's folder of {@code SparkFiles.get}. Where the manager lays files into executors'
 * folders, Spark hears nothing of them, and they are brought here for the driver.
 */
public final class SparksFolder {
  // Not keys of SparkConf, which takes spark.* only.
  private static final String FILES = "slipway.application.files";
  private static final String ARCHIVES = "slipway.application.archives";

  private final SparkContext context;
  private final Path folder;

  private SparksFolder(SparkContext context, Path folder) {
    this.context = context;
    this.folder = folder;
  }

  /**
   * Before there is a context: what it is to find.
   *
   * @param files URIs; in cluster mode the names in the driver's folder, where they are already
   */
  public static void expects(Properties properties, List<String> files, List<String> archives) {
    properties.setProperty(FILES, String.join(",", files));
    properties.setProperty(ARCHIVES, String.join(",", archives));
  }

  /**
   * @throws SlipwayException RESOURCE_MISSING
   */
  static void fill(Properties properties, SparkContext context) {
    SparksFolder folder = new SparksFolder(context, Path.of(SparkFiles.getRootDirectory()));
    items(properties, FILES).forEach(uri -> folder.bring(uri, false));
    items(properties, ARCHIVES).forEach(uri -> folder.bring(uri, true));
  }

  private static Stream<String> items(Properties properties, String key) {
    return Stream.of(properties.getProperty(key, "").split(",")).filter(uri -> !uri.isEmpty());
  }

  private void bring(String uri, boolean archive) {
    boolean there = context.deployMode().equals("cluster");
    String name = there ? uri : LaidFiles.name(uri);
    Path target = folder.resolve(name);
    try {
      if (Files.exists(target)) {
        return; // named twice
      }
      Files.createDirectories(target.getParent());
      if (there) {
        Files.createSymbolicLink(target, Path.of("").toAbsolutePath().resolve(name));
      } else {
        fetch(uri, target, archive);
      }
    } catch (IOException e) {
      throw new SlipwayException(
          ErrorCode.RESOURCE_MISSING,
          Secrets.hideInUrls(uri + " cannot be brought to the driver: " + e.getMessage()),
          "check the address, and that this machine may read it",
          e);
    }
  }

  private void fetch(String uri, Path target, boolean archive) throws IOException {
    String text = Utils.resolveURI(uri).toString();
    int hash = text.lastIndexOf('#');
    File temporary = Utils.createTempDir(folder.toString(), "fetch");
    try {
      File file =
          Utils.fetchFile(
              hash < 0 ? text : text.substring(0, hash),
              temporary,
              context.conf(),
              context.hadoopConfiguration(),
              context.startTime(),
              false,
              false);
      if (archive) {
        Utils.unpack(file, target.toFile());
      } else {
        Files.move(file.toPath(), target);
      }
    } finally {
      Utils.deleteRecursively(temporary);
    }
  }
}
