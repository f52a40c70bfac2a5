package dev.slipway.yarn.submit;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import java.io.IOException;
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
  private static final String OF_APPLICATIONS = "application_*";

  private final ClientSite site;
  private final YarnCluster cluster;

  Leftovers(ClientSite site, YarnCluster cluster) {
    this.site = site;
    this.cluster = cluster;
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

  /** All of this user's. */
  void sweep() {
    try {
      SharedFiles shared = shared();
      FileStatus[] found = shared.files().globStatus(new Path(shared.folder(), OF_APPLICATIONS));
      for (FileStatus each : found == null ? new FileStatus[0] : found) {
        if (isOver(ApplicationId.fromString(each.getPath().getName()))) {
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

  private boolean isOver(ApplicationId id) {
    try {
      return Reports.isOver(cluster.report(id));
    } catch (SlipwayException e) {
      // YARN has forgotten it; where YARN itself is away nothing is known.
      return e.code() == ErrorCode.NOT_FOUND;
    }
  }

  private SharedFiles shared() {
    return new SharedFiles(cluster.configuration(), site.keys());
  }
}
