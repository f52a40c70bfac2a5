package dev.slipway.local;

import dev.slipway.api.ApplicationState;
import dev.slipway.api.ExitInfo;
import java.util.Optional;

/**
 * What to do about one application: a pure function of what is recorded, what is wanted and what is
 * seen of its driver.
 */
sealed interface Decision {
  Become STARTING = new Become(ApplicationState.STARTING, Optional.empty(), "starting its driver");

  /** Nothing: recorded and seen agree. */
  record Rest() implements Decision {}

  /** Record a transition, then look again. */
  record Become(ApplicationState state, Optional<ExitInfo> exit, String why) implements Decision {}

  /** Start the driver, then look again. */
  record Start() implements Decision {}

  static Decision decide(ApplicationState recorded, boolean stopWanted, DriverSight sight) {
    if (recorded.isFinal()) {
      return new Rest();
    }
    return switch (sight.phase()) {
      case ABSENT -> absent(recorded, stopWanted);
      case ALIVE ->
          recorded == ApplicationState.RUNNING
              ? new Rest()
              : step(
                  recorded,
                  new Become(ApplicationState.RUNNING, Optional.empty(), "its driver runs"));
      case ENDED -> step(recorded, end(stopWanted, sight.exit().orElseThrow()));
    };
  }

  private static Decision absent(ApplicationState recorded, boolean stopWanted) {
    if (stopWanted) {
      return killed(ExitInfo.lost("stopped before it started"));
    }
    return recorded == ApplicationState.SUBMITTED ? STARTING : new Start();
  }

  private static Become end(boolean stopWanted, ExitInfo exit) {
    if (stopWanted) {
      return killed(exit);
    }
    boolean well = exit.code().filter(code -> code == 0).isPresent();
    return new Become(
        well ? ApplicationState.FINISHED : ApplicationState.FAILED,
        Optional.of(exit),
        exit.detail());
  }

  private static Become killed(ExitInfo exit) {
    return new Become(ApplicationState.KILLED, Optional.of(exit), "somebody asked for its end");
  }

  /** A driver that is seen before its start was recorded passes through STARTING. */
  private static Become step(ApplicationState from, Become to) {
    return from.mayBecome(to.state()) ? to : STARTING;
  }
}
