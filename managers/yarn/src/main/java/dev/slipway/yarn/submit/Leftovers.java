package dev.slipway.yarn.submit;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;

/**
 * Folders of applications that are over, and whose master could not remove them: it was killed.
 * Whoever looks at such an application removes its folder, and so does the next submission. Nothing
 * depends on it: what fails is left for the next time.
 */
final class Leftovers {
  private static final int MOST = 50;
  private static final Duration LONGEST_SENDING = Duration.ofDays(1);
  private static final String OF_APPLICATIONS = "application_*";

  private final ClientSite site;
  private final YarnCluster cluster;
  private final Clock clock;

  Leftovers(ClientSite site, YarnCluster cluster, Clock clock) {
    this.site = site;
    this.cluster = cluster;
    this.clock = clock;
  }

  /** One of our own, when it is over. */
  void removeOf(ApplicationReport report) {
    boolean ours =
        Tags.mode(report.getApplicationTags()).isPresent()
            && report.getUser().equals(Identity.current().getShortUserName());
    if (ours && Reports.isOver(report)) {
      try {
        SharedFiles shared = shared();
        remove(shared, new Path(shared.folder(), report.getApplicationId().toString()));
      } catch (SlipwayException | IOException e) {
        return; // next time
      }
    }
  }

  /** The oldest of this user's. */
  void sweep() {
    try {
      SharedFiles shared = shared();
      FileStatus[] found = shared.files().globStatus(new Path(shared.folder(), OF_APPLICATIONS));
      List<FileStatus> folders = found == null ? List.of() : List.of(found);
      for (FileStatus each : folders.subList(0, Math.min(MOST, folders.size()))) {
        if (isOver(each)) {
          remove(shared, each.getPath());
        }
      }
    } catch (SlipwayException | IOException | IllegalArgumentException e) {
      return; // next time
    }
  }

  private static void remove(SharedFiles shared, Path folder) throws IOException {
    FileSystem files = shared.files();
    if (files.exists(folder) && !files.exists(new Path(folder, SharedFiles.KEEP))) {
      files.delete(folder, true);
    }
  }

  private boolean isOver(FileStatus folder) {
    try {
      ApplicationId id = ApplicationId.fromString(folder.getPath().getName());
      return Reports.isOver(cluster.report(id));
    } catch (SlipwayException e) {
      // YARN has forgotten it, or does not know it yet: its files are being sent.
      Instant changed = Instant.ofEpochMilli(folder.getModificationTime());
      return e.code() == ErrorCode.NOT_FOUND
          && changed.plus(LONGEST_SENDING).isBefore(clock.instant());
    }
  }

  private SharedFiles shared() {
    return new SharedFiles(cluster.configuration(), site.keys());
  }
}
