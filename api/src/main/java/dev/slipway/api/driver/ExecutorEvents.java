package dev.slipway.api.driver;

import dev.slipway.api.ExitInfo;
import dev.slipway.api.SlipwayException;

/**
 * What a provider tells its driver. All calls come from one thread of the provider, one after the
 * other; for one executor in the order allocated, then reachability any number of times, then
 * exited once. Implementations return quickly and never throw.
 */
public interface ExecutorEvents {

  void allocated(ExecutorObservation executor);

  /** A profile's demand cannot be met now or ever; the failure says which and why. */
  void rejected(ProfileId profile, SlipwayException failure);

  /** The manager knows that it ended, and how. */
  void exited(ExecutorId id, ExitInfo exit);

  /** Its node went silent ({@code false}) or came back ({@code true}). Silence is not an exit. */
  void reachability(ExecutorId id, boolean reachable);

  /**
   * The manager wants it drained: it takes no new tasks, migrates its blocks, and is then released.
   * May be said again.
   */
  void decommission(ExecutorId id, String why);

  /**
   * The application cannot go on: its manager ended it, or is gone for good. Called at most once.
   */
  void fatal(SlipwayException failure);
}
