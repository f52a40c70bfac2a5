package dev.slipway.standalone.submit;

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
import dev.slipway.launch.SpecFiles;
import dev.slipway.link.Protocol;
import dev.slipway.link.Retry;
import dev.slipway.link.Watch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Submits to the server of a {@code slipway://} master, which runs the drivers on its nodes. */
final class StandaloneSubmitter implements Submitter {
  private static final String APPLICATIONS = "/v1/applications";

  private final ServerClient server;
  private final String user;

  /**
   * @param user who stops applications here
   */
  StandaloneSubmitter(ServerClient server, String user) {
    this.server = server;
    this.user = user;
  }

  /** A server that is down meanwhile is tried again: it knows the submission by its id. */
  @Override
  public ApplicationRef submit(SubmissionId id, ApplicationSpec spec, Caller who) {
    return Retry.whileUnreachable(Protocol.SERVER_RETURN, () -> submitOnce(id, spec, who));
  }

  private ApplicationRef submitOnce(SubmissionId id, ApplicationSpec spec, Caller who) {
    long began = System.nanoTime();
    ApplicationSpec uploaded = new Uploads(server).upload(spec);
    long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    Map<String, String> properties = new HashMap<>(uploaded.properties());
    properties.put(Protocol.UPLOAD_MILLIS, Long.toString(took));
    ApplicationSpec timed = SpecFiles.with(uploaded, properties);
    return server
        .post(APPLICATIONS, new SubmitRequest(id.text(), who.user(), timed), Observation.class)
        .ref();
  }

  @Override
  public Optional<ApplicationRef> find(SubmissionId id) {
    try {
      String path = APPLICATIONS + "?submission=" + ServerClient.encode(id.text());
      return Optional.of(server.get(path, Observation.class).ref());
    } catch (SlipwayException e) {
      if (e.code() == ErrorCode.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public Page<Observation> list(Filter filter) {
    StringBuilder path = new StringBuilder(APPLICATIONS + "?limit=" + filter.limit());
    filter.states().forEach(state -> path.append("&state=").append(state));
    filter.after().ifPresent(after -> path.append("&after=").append(ServerClient.encode(after)));
    ObservationPage page = server.get(path.toString(), ObservationPage.class);
    return new Page<>(page.items(), page.next());
  }

  @Override
  public List<ContainerRef> containers(ApplicationRef application) {
    return server.get(path(application) + "/containers", ContainerNames.class).names().stream()
        .map(name -> new ContainerRef(application, name))
        .toList();
  }

  @Override
  public Observation observe(ApplicationRef application) {
    return server.get(path(application), Observation.class);
  }

  @Override
  public LaunchReport launch(ApplicationRef application) {
    return server.get(path(application) + "/launch", LaunchReport.class);
  }

  @Override
  public Subscription watch(ApplicationRef application, Consumer<ApplicationEvent> sink) {
    return Watch.start(application.id(), () -> observe(application), sink);
  }

  @Override
  public void stop(ApplicationRef application, StopMode mode) {
    server.post(path(application) + "/stop", new StopRequest(user, mode), Observation.class);
  }

  @Override
  public LogSource logs(ContainerRef container) {
    return new RemoteLogs(server, container);
  }

  /** Holds nothing: applications go on. */
  @Override
  public void close() {}

  private static String path(ApplicationRef application) {
    return APPLICATIONS + "/" + ServerClient.encode(application.id());
  }
}
