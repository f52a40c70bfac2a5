package dev.slipway.yarn.submit;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.submit.LogSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.yarn.api.records.ApplicationAttemptId;
import org.apache.hadoop.yarn.api.records.ApplicationAttemptReport;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.api.records.ContainerReport;
import org.apache.hadoop.yarn.api.records.NodeReport;
import org.apache.hadoop.yarn.api.records.NodeState;
import org.apache.hadoop.yarn.logaggregation.ContainerLogsRequest;
import org.apache.hadoop.yarn.logaggregation.filecontroller.LogAggregationFileController;
import org.apache.hadoop.yarn.logaggregation.filecontroller.LogAggregationFileControllerFactory;

/**
 * What containers of one application wrote: from their NodeManager while they run, afterwards from
 * YARN's log aggregation. Ours are named {@code driver} for the master's container, and the others
 * by YARN's number.
 */
final class YarnLogs {
  static final String DRIVER = "driver";
  private static final List<String> STREAMS = List.of("stdout", "stderr");
  private static final int MOST_NODES = 20;
  private static final Duration AGGREGATION = Duration.ofSeconds(20);
  private static final Pattern LENGTH = Pattern.compile("\\nLogLength:(\\d+)\\n");
  private static final String CONTENTS = "\nLogContents:\n";

  private final YarnCluster cluster;
  private final ApplicationReport report;
  private final NodePages pages;

  YarnLogs(YarnCluster cluster, ApplicationReport report) {
    this.cluster = cluster;
    this.report = report;
    this.pages = new NodePages(cluster.configuration());
  }

  /** The driver's first; of an application that ended YARN itself knows no other. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    Optional<ContainerId> master = master();
    master.ifPresent(id -> names.add(DRIVER));
    running().stream()
        .map(ContainerReport::getContainerId)
        .filter(id -> !Optional.of(id).equals(master))
        .sorted(Comparator.comparingLong(ContainerId::getContainerId))
        .forEach(id -> names.add(Long.toString(id.getContainerId())));
    return names;
  }

  LogSource of(String name) {
    ContainerId id = container(name);
    return new LogSource() {
      @Override
      public List<String> streams() {
        return STREAMS;
      }

      @Override
      public Part read(String stream, long offset, int limit) {
        if (!STREAMS.contains(stream)) {
          throw missing("no stream " + stream);
        }
        byte[] all = whole(id, stream);
        int from = (int) Math.min(offset, all.length);
        int to = (int) Math.min((long) from + limit, all.length);
        return new Part(from, Arrays.copyOfRange(all, from, to));
      }
    };
  }

  /** Between the end of a container and its aggregation its node may take a moment. */
  private byte[] whole(ContainerId id, String stream) {
    long end = System.nanoTime() + AGGREGATION.toNanos();
    while (true) {
      Optional<byte[]> found = now(id, stream);
      if (found.isPresent()) {
        return found.get();
      }
      if (!Reports.isOver(report)) {
        return new byte[0];
      }
      if (System.nanoTime() > end) {
        throw missing("no " + stream + " of " + id + " any more, or not yet");
      }
      rest();
    }
  }

  private Optional<byte[]> now(ContainerId id, String stream) {
    try {
      for (String node : nodes(id)) {
        Optional<byte[]> live = fromNode(node, id, stream);
        if (live.isPresent()) {
          return live;
        }
      }
      return Reports.isOver(report) ? aggregated(id, stream) : Optional.empty();
    } catch (IOException notYet) {
      // A node that left, a folder that is made in this moment.
      return Optional.empty();
    }
  }

  /** Where it runs; where its master ran, when YARN does not know any more. */
  private List<String> nodes(ContainerId id) {
    List<String> there =
        running().stream()
            .filter(container -> container.getContainerId().equals(id))
            .map(ContainerReport::getNodeHttpAddress)
            .toList();
    if (!there.isEmpty()) {
      return there;
    }
    List<NodeReport> all = cluster.call(yarn -> yarn.getNodeReports(NodeState.RUNNING));
    List<NodeReport> same =
        all.stream().filter(node -> node.getNodeId().getHost().equals(report.getHost())).toList();
    return (same.isEmpty() ? all : same)
        .stream().limit(MOST_NODES).map(NodeReport::getHttpAddress).toList();
  }

  private Optional<byte[]> fromNode(String node, ContainerId id, String stream) throws IOException {
    return pages
        .get(node, "/ws/v1/node/containerlogs/" + id + "/" + stream)
        .flatMap(YarnLogs::content);
  }

  private Optional<byte[]> aggregated(ContainerId id, String stream) throws IOException {
    LogAggregationFileController controller =
        new LogAggregationFileControllerFactory(cluster.configuration())
            .getFileControllerForRead(report.getApplicationId(), report.getUser());
    ContainerLogsRequest request = new ContainerLogsRequest();
    request.setAppId(report.getApplicationId());
    request.setAppOwner(report.getUser());
    request.setContainerId(id.toString());
    request.setLogTypes(new HashSet<>(List.of(stream)));
    request.setBytes(Long.MAX_VALUE);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    controller.readAggregatedLogs(request, out);
    return content(out.toByteArray());
  }

  /** YARN writes a head and a tail round it, and says how long it is. */
  private static Optional<byte[]> content(byte[] told) {
    String head = new String(told, StandardCharsets.ISO_8859_1);
    Matcher length = LENGTH.matcher(head);
    int begin = head.indexOf(CONTENTS);
    if (begin < 0 || !length.find()) {
      return Optional.empty();
    }
    int from = begin + CONTENTS.length();
    int to = (int) Math.min(from + Long.parseLong(length.group(1)), told.length);
    return Optional.of(Arrays.copyOfRange(told, from, to));
  }

  private void rest() {
    try {
      TimeUnit.MILLISECONDS.sleep(300);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw missing("no logs yet: interrupted");
    }
  }

  private ContainerId container(String name) {
    Optional<ContainerId> found =
        name.equals(DRIVER)
            ? master()
            : running().stream()
                .map(ContainerReport::getContainerId)
                .filter(id -> Long.toString(id.getContainerId()).equals(name))
                .findFirst();
    return found.orElseThrow(() -> missing("no container " + name));
  }

  private Optional<ContainerId> master() {
    ApplicationAttemptId attempt = report.getCurrentApplicationAttemptId();
    ApplicationAttemptReport seen = cluster.call(yarn -> yarn.getApplicationAttemptReport(attempt));
    return Optional.ofNullable(seen.getAMContainerId());
  }

  private List<ContainerReport> running() {
    return cluster.call(yarn -> yarn.getContainers(report.getCurrentApplicationAttemptId()));
  }

  private SlipwayException missing(String what) {
    return new SlipwayException(
        ErrorCode.NOT_FOUND,
        report.getApplicationId() + " has " + what,
        "slipway status " + report.getApplicationId() + " --master yarn names its containers");
  }
}
