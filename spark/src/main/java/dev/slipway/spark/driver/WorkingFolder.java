package dev.slipway.spark.driver;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.launch.Secrets;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.util.Utils;

/**
 * The current folder of a driver in cluster mode: {@code --files} and {@code --py-files} lie there
 * under their names, {@code --archives} unpacked, as on YARN and as SparkSubmit 4.2.0 does on
 * Kubernetes. Executors need nothing of ours: Spark's lay them into their current folder.
 */
final class WorkingFolder {
  private final Path folder;
  private final Fetcher fetcher;

  WorkingFolder(Path folder, Fetcher fetcher) {
    this.folder = folder;
    this.fetcher = fetcher;
  }

  /**
   * @param files URIs; a fragment is the name here
   * @throws SlipwayException RESOURCE_MISSING, INVALID_VALUE, SYSTEM
   */
  void lay(List<String> files, List<String> archives) {
    files.forEach(uri -> lay(uri, false));
    archives.forEach(uri -> lay(uri, true));
  }

  private void lay(String text, boolean archive) {
    URI uri = Utils.resolveURI(text);
    Path source = Path.of(Utils.resolveURI(fetcher.fetch(withoutFragment(uri))).getPath());
    Path target =
        inside(
            text, Optional.ofNullable(uri.getFragment()).orElse(source.getFileName().toString()));
    try {
      Utils.deleteRecursively(target.toFile());
      if (archive) {
        Utils.unpack(source.toFile(), target.toFile());
      } else {
        Files.copy(source, target);
        // The program's own copy, which it may change; and as Spark has it, a script can be run.
        target.toFile().setWritable(true);
        target.toFile().setExecutable(true);
      }
    } catch (IOException e) {
      throw new SlipwayException(
          ErrorCode.SYSTEM,
          Secrets.hideInUrls("cannot lay " + text + " into the working folder: " + e),
          "look at the disk's space and at the file",
          e);
    }
  }

  private Path inside(String text, String name) {
    Path root = folder.toAbsolutePath().normalize();
    Path target = root.resolve(name).normalize();
    if (!target.startsWith(root) || target.equals(root)) {
      throw new SlipwayException(
          ErrorCode.INVALID_VALUE,
          Secrets.hideInUrls("'" + name + "' of " + text + " is not a name in a working folder"),
          "use a plain name after the #");
    }
    return target;
  }

  private static String withoutFragment(URI uri) {
    String text = uri.toString();
    int hash = text.lastIndexOf('#');
    return hash < 0 ? text : text.substring(0, hash);
  }
}
