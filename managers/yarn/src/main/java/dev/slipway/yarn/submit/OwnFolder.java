package dev.slipway.yarn.submit;

import dev.slipway.api.SlipwayException;
import dev.slipway.launch.Secrets;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.Path;

/**
 * One application's own files on the cluster's file system. There is no folder before the first.
 * For one thread.
 */
final class OwnFolder {
  private final SharedFiles shared;
  private final String application;
  private final boolean stays;
  private final Map<Path, Path> sent = new HashMap<>();
  private Optional<Path> made = Optional.empty();

  /**
   * @param stays {@code spark.yarn.preserve.staging.files}
   */
  OwnFolder(SharedFiles shared, String application, boolean stays) {
    this.shared = shared;
    this.application = application;
    this.stays = stays;
  }

  Path path() {
    Path path = made.orElseGet(() -> shared.ownFolder(application, stays));
    made = Optional.of(path);
    return path;
  }

  /** What its master is to remove at the end. */
  Optional<Path> toRemove() {
    return made.filter(folder -> !stays);
  }

  /**
   * Once, into a folder of its own: two may have the same name.
   *
   * @param file on any file system that the client knows
   */
  Path send(Path file) {
    return sent.computeIfAbsent(file, each -> send(each, new Path(path(), "" + sent.size())));
  }

  private Path send(Path file, Path folder) {
    Path to = new Path(folder, file.getName());
    Configuration configuration = shared.files().getConf();
    try {
      FileUtil.copy(
          file.getFileSystem(configuration), file, shared.files(), to, false, configuration);
      shared.replicate(to);
      return to;
    } catch (IOException e) {
      throw SlipwayException.ofFiles(Secrets.hideInUrls(file + " cannot be sent to " + to), e);
    }
  }

  /** When its application will not. */
  void remove() {
    made.ifPresent(
        folder -> {
          try {
            shared.files().delete(folder, true);
          } catch (IOException e) {
            System.err.println("slipway: " + folder + " could not be removed: " + e.getMessage());
          }
        });
  }
}
