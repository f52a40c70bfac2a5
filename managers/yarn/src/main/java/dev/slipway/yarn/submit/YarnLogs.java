package dev.slipway.yarn.submit;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.submit.LogSource;
import dev.slipway.api.wire.RecordCodec;
import dev.slipway.yarn.LaunchNotes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.yarn.api.records.ApplicationAttemptId;
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
 * YARN's log aggregation. They are named {@code driver}, for the master's container, and by the ids
 * of executors, as their master noted them.
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

  /** The driver's first. Of an application that ended YARN itself knows no other. */
  List<String> names() {
    Optional<ContainerId> master = master();
    List<String> names = new ArrayList<>();
    master.ifPresent(id -> names.add(DRIVER));
    containers().keySet().stream()
        .sorted(Comparator.comparingInt(String::length).thenComparing(name -> name))
        .forEach(names::add);
    return names;
  }

  /** Executors' by their names. One that did not call yet has only YARN's. */
  private Map<String, ContainerId> containers() {
    Map<String, LaunchNotes.Executor> noted = noted();
    Map<String, ContainerId> named = new HashMap<>();
    noted.forEach((id, each) -> named.put(each.id(), ContainerId.fromString(id)));
    Optional<ContainerId> master = master();
    running().stream()
        .map(ContainerReport::getContainerId)
        .filter(id -> !Optional.of(id).equals(master) && !noted.containsKey(id.toString()))
        .forEach(id -> named.put(id.toString(), id));
    return named;
  }

  private Map<String, LaunchNotes.Executor> noted() {
    return notes().map(LaunchNotes::executors).orElse(Map.of());
  }

  /** Empty: there are none yet, or none any more, or none that this version can read. */
  Optional<LaunchNotes> notes() {
    return master()
        .flatMap(id -> now(id, LaunchNotes.FILE))
        .map(text -> new String(text, StandardCharsets.UTF_8))
        .flatMap(YarnLogs::decode);
  }

  private static Optional<LaunchNotes> decode(String text) {
    try {
      return Optional.of(RecordCodec.decode(LaunchNotes.class, text));
    } catch (IllegalArgumentException ofAnotherVersion) {
      return Optional.empty();
    }
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

  /** Where it runs, or ran; where its master ran, when YARN does not know any more. */
  private List<String> nodes(ContainerId id) {
    List<String> there =
        running().stream()
            .filter(container -> container.getContainerId().equals(id))
            .map(ContainerReport::getNodeHttpAddress)
            .toList();
    if (!there.isEmpty()) {
      return there;
    }
    if (!Optional.of(id).equals(master())) {
      return Optional.ofNullable(noted().get(id.toString()))
          .map(LaunchNotes.Executor::node)
          .stream()
          .toList();
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
        name.equals(DRIVER) ? master() : Optional.ofNullable(containers().get(name));
    return found.orElseThrow(() -> missing("no container " + name));
  }

  private Optional<ContainerId> master() {
    return attempt()
        .map(attempt -> cluster.call(yarn -> yarn.getApplicationAttemptReport(attempt)))
        .flatMap(seen -> Optional.ofNullable(seen.getAMContainerId()));
  }

  /** There is none before the first, and of what YARN refused. */
  private Optional<ApplicationAttemptId> attempt() {
    return Optional.ofNullable(report.getCurrentApplicationAttemptId());
  }

  private List<ContainerReport> running() {
    return attempt()
        .map(attempt -> cluster.call(yarn -> yarn.getContainers(attempt)))
        .orElse(List.of());
  }

  private SlipwayException missing(String what) {
    return new SlipwayException(
        ErrorCode.NOT_FOUND,
        report.getApplicationId() + " has " + what,
        "slipway status " + report.getApplicationId() + " --master yarn names its containers");
  }
}
