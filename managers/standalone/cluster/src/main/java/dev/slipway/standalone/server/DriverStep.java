package dev.slipway.standalone.server;

import dev.slipway.api.ApplicationState;
import dev.slipway.api.ContainerState;
import dev.slipway.api.ExitInfo;
import java.util.Optional;

/**
 * The next step of an application's life: a pure function of where it is, what is wanted, and what
 * is seen of its driver. Under supervision a driver that failed is followed by another attempt.
 */
record DriverStep(ApplicationState to, String why, Optional<ExitInfo> exit) {

  /**
   * @param again under supervision: which attempt would follow, and when
   */
  static Optional<DriverStep> next(
      ApplicationState now,
      Optional<String> stopping,
      ContainerState driver,
      Optional<ExitInfo> exit,
      String node,
      Optional<String> again) {
    return switch (driver) {
      case PENDING, STOPPING -> Optional.empty();
      case ALLOCATED ->
          now == ApplicationState.UNKNOWN
              ? alive(ApplicationState.STARTING, node + " is back, and starts its driver")
              : Optional.empty();
      case RUNNING ->
          now == ApplicationState.RUNNING
              ? Optional.empty()
              : alive(ApplicationState.RUNNING, "its driver runs on " + node);
      case UNKNOWN ->
          now == ApplicationState.UNKNOWN
              ? Optional.empty()
              : alive(ApplicationState.UNKNOWN, node + ", which has its driver, is silent");
      case EXITED -> Optional.of(ended(stopping, exit.orElseThrow(), again));
    };
  }

  static DriverStep ended(Optional<String> stopping, ExitInfo exit, Optional<String> again) {
    if (stopping.isPresent()) {
      return new DriverStep(ApplicationState.KILLED, stopping.get(), Optional.of(exit));
    }
    boolean well = exit.code().filter(code -> code == 0).isPresent();
    if (!well && again.isPresent()) {
      String why = why(exit) + "; " + again.get();
      return new DriverStep(ApplicationState.SUBMITTED, why, Optional.empty());
    }
    return new DriverStep(
        well ? ApplicationState.FINISHED : ApplicationState.FAILED, why(exit), Optional.of(exit));
  }

  private static String why(ExitInfo exit) {
    boolean byItself =
        exit.code().isPresent()
            && exit.blame() == ExitInfo.Blame.APPLICATION
            && !exit.outOfMemory();
    return (byItself ? "its driver " : "its driver ended: ") + exit.detail();
  }

  private static Optional<DriverStep> alive(ApplicationState to, String why) {
    return Optional.of(new DriverStep(to, why, Optional.empty()));
  }
}
