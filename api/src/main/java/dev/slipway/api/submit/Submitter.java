package dev.slipway.api.submit;

import dev.slipway.api.ApplicationSpec;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Submits applications whose driver the manager runs, and looks after them. Thread-safe; calls wait
 * for the manager within a bound and throw {@link dev.slipway.api.SlipwayException}:
 * MASTER_UNREACHABLE, UNAUTHORIZED, NOT_FOUND, NEVER_FITS, PROTOCOL.
 */
public interface Submitter extends AutoCloseable {

  /**
   * Recorded durably before it returns. The same id twice: the same application, whatever the
   * second specification says.
   */
  ApplicationRef submit(SubmissionId id, ApplicationSpec spec, Caller who);

  /** After a crash between submit and its answer. Exact where the capabilities say so. */
  Optional<ApplicationRef> find(SubmissionId id);

  Page<Observation> list(Filter filter);

  /** The driver's first, then executors in order of their ids. */
  List<ContainerRef> containers(ApplicationRef application);

  Observation observe(ApplicationRef application);

  /** Where its time went, and which of its JVMs had no class-data archive. */
  default LaunchReport launch(ApplicationRef application) {
    return LaunchReport.unknown();
  }

  /**
   * Calls {@code sink} with the present state, then with every change, in order, from one thread.
   * Ends by itself after a final state.
   */
  Subscription watch(ApplicationRef application, Consumer<ApplicationEvent> sink);

  /** Idempotent; an application that has ended is left alone. */
  void stop(ApplicationRef application, StopMode mode);

  LogSource logs(ContainerRef container);

  @Override
  void close();
}
