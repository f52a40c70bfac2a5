package dev.slipway.yarn.submit;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.submit.ApplicationEvent;
import dev.slipway.api.submit.ApplicationRef;
import dev.slipway.api.submit.Caller;
import dev.slipway.api.submit.ContainerRef;
import dev.slipway.api.submit.Filter;
import dev.slipway.api.submit.LaunchReport;
import dev.slipway.api.submit.LogSource;
import dev.slipway.api.submit.Observation;
import dev.slipway.api.submit.Page;
import dev.slipway.api.submit.StopMode;
import dev.slipway.api.submit.SubmissionId;
import dev.slipway.api.submit.Submitter;
import dev.slipway.api.submit.Subscription;
import dev.slipway.link.Watch;
import java.time.Clock;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.yarn.api.protocolrecords.GetApplicationsRequest;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;

/** Submits applications in cluster mode to a YARN, and looks after those that it knows. */
final class YarnSubmitter implements Submitter {
  /** YARN's type of Spark's applications. */
  static final String TYPE = "SPARK";

  private static final Comparator<ApplicationReport> NEWEST_FIRST =
      Comparator.comparing(ApplicationReport::getApplicationId).reversed();

  private final ClientSite site;
  private final YarnCluster cluster;
  private final Clock clock;

  YarnSubmitter(ClientSite site, YarnCluster cluster, Clock clock) {
    this.site = site;
    this.cluster = cluster;
    this.clock = clock;
  }

  @Override
  public ApplicationRef submit(SubmissionId id, ApplicationSpec spec, Caller who) {
    Optional<ApplicationRef> known = find(id);
    if (known.isPresent()) {
      return known.get();
    }
    Map<String, String> properties = new HashMap<>(site.properties());
    properties.putAll(spec.properties());
    ClientSite own = new ClientSite(site.environment(), properties);
    return Identity.of(who)
        .run(
            () -> {
              try (YarnCluster theirs = YarnCluster.of(own)) {
                MasterLaunch.Started started =
                    new MasterLaunch(own, theirs, clock).forCluster(id, spec);
                return new ApplicationRef(id, started.id().toString());
              }
            });
  }

  @Override
  public Optional<ApplicationRef> find(SubmissionId id) {
    GetApplicationsRequest request = GetApplicationsRequest.newInstance();
    request.setApplicationTags(new HashSet<>(Tags.of(id)));
    return cluster.call(yarn -> yarn.getApplications(request)).stream()
        .filter(report -> Tags.submission(report.getApplicationTags()).equals(Optional.of(id)))
        .findFirst()
        .map(Reports::ref);
  }

  @Override
  public Page<Observation> list(Filter filter) {
    List<ApplicationReport> all =
        cluster.call(yarn -> yarn.getApplications()).stream()
            .filter(report -> Tags.mode(report.getApplicationTags()).isPresent())
            .sorted(NEWEST_FIRST)
            .toList();
    List<Observation> wanted =
        all.stream()
            .filter(
                report ->
                    filter.after().isEmpty()
                        || report
                                .getApplicationId()
                                .compareTo(ApplicationId.fromString(filter.after().get()))
                            < 0)
            .map(Reports::of)
            .filter(seen -> filter.states().isEmpty() || filter.states().contains(seen.state()))
            .toList();
    List<Observation> page = wanted.stream().limit(filter.limit()).toList();
    return new Page<>(
        page,
        page.size() < wanted.size()
            ? Optional.of(page.get(page.size() - 1).ref().id())
            : Optional.empty());
  }

  @Override
  public List<ContainerRef> containers(ApplicationRef application) {
    return new YarnLogs(cluster, report(application))
        .names().stream().map(name -> new ContainerRef(application, name)).toList();
  }

  @Override
  public Observation observe(ApplicationRef application) {
    ApplicationReport report = report(application);
    new Leftovers(site, cluster, clock).removeOf(report);
    return report.getYarnApplicationState() == YarnApplicationState.ACCEPTED
        ? Reports.of(report, QueueWords.of(cluster, report))
        : Reports.of(report);
  }

  @Override
  public LaunchReport launch(ApplicationRef application) {
    ApplicationReport report = report(application);
    return new YarnLogs(cluster, report)
        .notes()
        .map(notes -> notes.report(Reports.of(report), clock.instant()))
        .orElseGet(LaunchReport::unknown);
  }

  @Override
  public Subscription watch(ApplicationRef application, Consumer<ApplicationEvent> sink) {
    return Watch.start(application.id(), () -> observe(application), sink);
  }

  @Override
  public void stop(ApplicationRef application, StopMode mode) {
    if (!observe(application).state().isFinal()) {
      cluster.kill(id(application), "killed by " + System.getProperty("user.name"));
    }
  }

  @Override
  public LogSource logs(ContainerRef container) {
    return new YarnLogs(cluster, report(container.application())).of(container.name());
  }

  /** Applications go on. */
  @Override
  public void close() {
    cluster.close();
  }

  private ApplicationReport report(ApplicationRef application) {
    return cluster.report(id(application));
  }

  private static ApplicationId id(ApplicationRef application) {
    try {
      return ApplicationId.fromString(application.id());
    } catch (IllegalArgumentException e) {
      throw new SlipwayException(
          ErrorCode.NOT_FOUND,
          "there is no application " + application.id() + " on this YARN",
          "its ids look like application_1700000000000_0001; slipway list --master yarn shows them",
          e);
    }
  }
}
