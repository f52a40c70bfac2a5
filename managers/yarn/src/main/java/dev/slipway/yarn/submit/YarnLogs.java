package dev.slipway.yarn.submit;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.submit.LogSource;
import dev.slipway.api.wire.RecordCodec;
import dev.slipway.yarn.FirstLine;
import dev.slipway.yarn.LaunchNotes;
import dev.slipway.yarn.submit.ContainerLog.Asking;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
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
  private static final int MOST_NODES = 20;
  private static final Duration AGGREGATION = Duration.ofSeconds(20);
  private static final int MOST_NOTES = 8 << 20;

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
    try {
      return master()
          .flatMap(id -> tell(id, LaunchNotes.FILE, Asking.ALL))
          .flatMap(YarnLogs::decode);
    } catch (SlipwayException e) {
      return Optional.empty(); // nothing depends on them
    }
  }

  private static Optional<LaunchNotes> decode(ToldLog told) {
    try (told) {
      byte[] text = told.read(0, MOST_NOTES).bytes();
      return Optional.of(
          RecordCodec.decode(LaunchNotes.class, new String(text, StandardCharsets.UTF_8)));
    } catch (IOException | IllegalArgumentException ofAnotherVersion) {
      return Optional.empty();
    }
  }

  LogSource of(String name) {
    boolean over = Reports.isOver(report);
    return name.equals(DRIVER) && !over
        ? new AttemptsLog<>(() -> now().container(DRIVER), id -> now().log(id, true))
        : log(container(name), !over);
  }

  private LogSource log(ContainerId id, boolean grows) {
    return new ContainerLog((stream, last) -> ask(id, stream, last), grows);
  }

  /** As the application is by now. */
  private YarnLogs now() {
    return new YarnLogs(cluster, cluster.report(report.getApplicationId()));
  }

  private Optional<ToldLog> ask(ContainerId id, String stream, long last) {
    Optional<ToldLog> found = tell(id, stream, last);
    return found.isEmpty() && isOverNow() ? Optional.of(await(id, stream, last)) : found;
  }

  /** Between the end of a container and its aggregation its node may take a moment. */
  private ToldLog await(ContainerId id, String stream, long last) {
    long end = System.nanoTime() + AGGREGATION.toNanos();
    while (System.nanoTime() < end) {
      rest();
      Optional<ToldLog> found = tell(id, stream, last);
      if (found.isPresent()) {
        return found.get();
      }
    }
    throw missing("no " + stream + " of " + id + " any more, or not yet");
  }

  /**
   * @return empty when nobody has it, at the moment
   * @throws SlipwayException UNAUTHORIZED, NOT_FOUND: nobody has it of those who could be asked
   */
  private Optional<ToldLog> tell(ContainerId id, String stream, long last) {
    Optional<Exception> trouble = Optional.empty();
    for (String node : nodes(id)) {
      try {
        Optional<ToldLog> live = ToldLog.of(out -> node(node, id, stream, last, out), last);
        if (live.isPresent()) {
          return live;
        }
      } catch (IOException | SlipwayException e) {
        // A node that left, or whose pages are not for us: others may have it.
        trouble = Optional.of(e);
      }
    }
    if (isOverNow()) {
      try {
        return ToldLog.of(out -> aggregated(id, stream, last, out), last);
      } catch (IOException notYet) {
        // A folder that is made in this moment, for instance.
        return Optional.empty();
      }
    }
    trouble.ifPresent(
        e -> {
          throw e instanceof SlipwayException told ? told : unreadable(id, e);
        });
    return Optional.empty();
  }

  private boolean isOverNow() {
    return Reports.isOver(cluster.report(report.getApplicationId()));
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

  /** A negative size is YARN's way to say: the last bytes. */
  private boolean node(String node, ContainerId id, String stream, long last, OutputStream out)
      throws IOException {
    String size = last == Asking.ALL ? "" : "?size=-" + last;
    return pages.copy(node, "/ws/v1/node/containerlogs/" + id + "/" + stream + size, out);
  }

  private boolean aggregated(ContainerId id, String stream, long last, OutputStream out)
      throws IOException {
    LogAggregationFileController controller =
        new LogAggregationFileControllerFactory(cluster.configuration())
            .getFileControllerForRead(report.getApplicationId(), report.getUser());
    ContainerLogsRequest request = new ContainerLogsRequest();
    request.setAppId(report.getApplicationId());
    request.setAppOwner(report.getUser());
    request.setContainerId(id.toString());
    request.setLogTypes(new HashSet<>(List.of(stream)));
    request.setBytes(last == Asking.ALL ? last : -last);
    return controller.readAggregatedLogs(request, out);
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

  private static SlipwayException unreadable(ContainerId id, Exception e) {
    return new SlipwayException(
        ErrorCode.NOT_FOUND,
        "the NodeManager of " + id + " does not show its logs: " + FirstLine.of(e),
        "ask again, or when the application has ended",
        e);
  }

  private SlipwayException missing(String what) {
    return new SlipwayException(
        ErrorCode.NOT_FOUND,
        report.getApplicationId() + " has " + what,
        "slipway status " + report.getApplicationId() + " --master yarn names its containers");
  }
}
