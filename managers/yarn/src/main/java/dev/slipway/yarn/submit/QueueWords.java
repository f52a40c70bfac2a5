package dev.slipway.yarn.submit;

import dev.slipway.api.SlipwayException;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.QueueInfo;
import org.apache.hadoop.yarn.api.records.QueueStatistics;

/** What an application waits for that YARN has accepted. */
public final class QueueWords {
  private QueueWords() {}

  /** Never throws: a queue that cannot be asked is only named. */
  public static String of(YarnCluster cluster, ApplicationReport report) {
    String queue = report.getQueue();
    String words = "accepted, waiting for queue " + queue;
    try {
      QueueInfo info = cluster.call(yarn -> yarn.getQueueInfo(queue));
      return info == null || info.getQueueStatistics() == null
          ? words
          : words + ": " + used(info.getQueueStatistics());
    } catch (SlipwayException e) {
      return words;
    }
  }

  private static String used(QueueStatistics queue) {
    long memory = queue.getAllocatedMemoryMB();
    long cores = queue.getAllocatedVCores();
    return "used "
        + memory
        + "m of "
        + (memory + queue.getAvailableMemoryMB())
        + "m and "
        + cores
        + " of "
        + (cores + queue.getAvailableVCores())
        + " cores, "
        + queue.getPendingMemoryMB()
        + "m asked for";
  }
}
