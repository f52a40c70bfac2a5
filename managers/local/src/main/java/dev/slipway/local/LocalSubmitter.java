package dev.slipway.local;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.ApplicationState;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.submit.ApplicationEvent;
import dev.slipway.api.submit.ApplicationRef;
import dev.slipway.api.submit.Caller;
import dev.slipway.api.submit.ContainerRef;
import dev.slipway.api.submit.Filter;
import dev.slipway.api.submit.LogSource;
import dev.slipway.api.submit.Observation;
import dev.slipway.api.submit.Page;
import dev.slipway.api.submit.StopMode;
import dev.slipway.api.submit.SubmissionId;
import dev.slipway.api.submit.Submitter;
import dev.slipway.api.submit.Subscription;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Runs drivers as process trees of this machine. All state is in files, changed under a lock by
 * whoever looks: nobody has to stay for an application to go on, and its end is known to whoever
 * comes later.
 */
final class LocalSubmitter implements Submitter {
  private final Applications applications;
  private final DriverProcess drivers;
  private final Clock clock;

  LocalSubmitter(Path folder, DriverProcess drivers, Clock clock) {
    this.applications = new Applications(folder);
    this.drivers = drivers;
    this.clock = clock;
  }

  @Override
  public ApplicationRef submit(SubmissionId id, ApplicationSpec spec, Caller who) {
    return attempt(
        () -> {
          ApplicationFolder folder =
              applications.create(
                  new ApplicationFolder.Submitted(id.text(), who.user(), clock.instant(), spec));
          reconcile(folder);
          return folder.ref();
        });
  }

  @Override
  public Optional<ApplicationRef> find(SubmissionId id) {
    return attempt(
        () -> {
          Optional<ApplicationFolder> folder = applications.bySubmission(id.text());
          return folder.isPresent() ? Optional.of(folder.get().ref()) : Optional.empty();
        });
  }

  @Override
  public Page<Observation> list(Filter filter) {
    return attempt(
        () -> {
          for (ApplicationFolder folder : applications.newestFirst()) {
            reconcile(folder);
          }
          return applications.page(filter);
        });
  }

  @Override
  public List<ContainerRef> containers(ApplicationRef application) {
    observe(application);
    return List.of(new ContainerRef(application, "driver"));
  }

  @Override
  public Observation observe(ApplicationRef application) {
    return attempt(() -> reconcile(applications.named(application.id())));
  }

  @Override
  public Subscription watch(ApplicationRef application, Consumer<ApplicationEvent> sink) {
    return Watch.start(application.id(), () -> observe(application), sink);
  }

  @Override
  public void stop(ApplicationRef application, StopMode mode) {
    attempt(
        () -> {
          ApplicationFolder folder = applications.named(application.id());
          if (reconcile(folder).state().isFinal()) {
            return folder;
          }
          folder.wantStop();
          drivers.end(folder.id(), folder.container(), mode == StopMode.GRACEFUL);
          reconcile(folder);
          return folder;
        });
  }

  @Override
  public LogSource logs(ContainerRef container) {
    return attempt(
        () -> new FileLogs(applications.named(container.application().id()).container()));
  }

  /** Holds nothing: drivers go on. */
  @Override
  public void close() {}

  private Observation reconcile(ApplicationFolder folder) throws IOException {
    Observation now = folder.observation();
    if (now.state().isFinal()) {
      return now;
    }
    try (FolderLock lock = FolderLock.take(folder.path())) {
      boolean rest = false;
      while (!rest) {
        now = folder.observation();
        rest = act(folder, now.state(), lock);
      }
      return now;
    }
  }

  /**
   * True when there is nothing left to do. The lock is the caller's proof that nobody else acts.
   */
  private boolean act(ApplicationFolder folder, ApplicationState state, FolderLock held)
      throws IOException {
    held.check();
    DriverSight sight = drivers.look(folder.id(), folder.container());
    Decision decision = Decision.decide(state, folder.stopWanted(), sight);
    if (decision instanceof Decision.Become become) {
      folder.append(
          new ApplicationFolder.Step(become.state(), clock.instant(), become.why(), become.exit()));
    } else if (decision instanceof Decision.Start) {
      drivers.start(folder.id(), folder.container(), folder.submitted().spec());
    }
    return decision instanceof Decision.Rest;
  }

  private interface Attempt<T> {
    T run() throws IOException, InterruptedException;
  }

  private static <T> T attempt(Attempt<T> attempt) {
    try {
      return attempt.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SlipwayException(ErrorCode.SYSTEM, "interrupted", "try again", e);
    } catch (IOException e) {
      throw new SlipwayException(
          ErrorCode.SYSTEM,
          "the local applications' folder cannot be used: " + e.getMessage(),
          "check its permissions and the free space",
          e);
    }
  }
}
