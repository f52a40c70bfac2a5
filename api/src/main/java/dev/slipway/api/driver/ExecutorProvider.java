package dev.slipway.api.driver;

import dev.slipway.api.Phase;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Gets executors from a cluster manager for one SparkContext; a process may make several, one after
 * the other.
 *
 * <p>Every method may be called from any thread, returns without waiting for the cluster unless it
 * says otherwise, and is harmless after {@link #close()}. Events never come from within a call.
 */
public interface ExecutorProvider extends AutoCloseable {

  /**
   * Makes the application known to its manager and begins to deliver events. Called once, first;
   * waits for the manager, within a bound.
   *
   * @return executors that are there already: started early, or found again after a crash
   * @throws dev.slipway.api.SlipwayException MASTER_UNREACHABLE, UNAUTHORIZED, PROTOCOL
   */
  List<ExecutorObservation> start(ExecutorEvents events);

  /** The id that Spark shows for the application. Only after {@link #start}. */
  String applicationId();

  /** Which run of its driver this is, where a manager may start it again: Spark's attempt id. */
  default Optional<String> applicationAttemptId() {
    return Optional.empty();
  }

  /**
   * How many executors of each profile the application wants in all. Idempotent: the newest
   * generation counts, an older one that arrives late is dropped, and a profile left out is wanted
   * zero times.
   *
   * <p>A lower count takes back what is still pending and ends nothing that runs: Spark chooses
   * whom to end, by {@link #release}. An executor that exited is replaced only by a {@code want}
   * that was called after its {@code exited} event or its {@code release}: when to try again is the
   * driver's decision, not the manager's.
   *
   * @param generation rises with every call
   */
  void want(long generation, Map<ProfileId, Demand> totals);

  /** Ends an executor, if it is still there. Idempotent; an unknown id is ignored. */
  void release(ExecutorId id, ReleaseReason why);

  /** Everything not yet forgotten, exited ones too, as last heard. */
  List<ExecutorObservation> list();

  /**
   * Asks the manager what became of an executor. Completes within five seconds, with the state
   * UNKNOWN when the manager cannot tell; never exceptionally.
   */
  CompletionStage<ExecutorObservation> explain(ExecutorId id);

  /**
   * The driver has come so far, for whoever is to see where its time went.
   *
   * @param ageMillis of the driver's process, by the clock of its machine, when the phase ended
   */
  default void reached(Phase phase, long ageMillis) {}

  /** Where the context's pages are, for a manager that links to them. */
  default void showsUi(URI address) {}

  /**
   * The application's delegation tokens, and later newer ones, for a manager that uses a secured
   * Hadoop for it. The first may come before {@link #start}.
   *
   * @param credentials as Hadoop writes them; secret
   */
  default void hasTokens(byte[] credentials) {}

  /** Where a person finds what an executor wrote, as a path or a URL; empty when unknown. */
  default Optional<String> logLocation(ExecutorId id) {
    return Optional.empty();
  }

  /** Ends all executors and gives everything back. Waits within a bound. Idempotent. */
  @Override
  void close();
}
