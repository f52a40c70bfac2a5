package dev.slipway.local;

import dev.slipway.api.ExitInfo;
import java.util.Optional;

/**
 * What is seen of a driver's process tree.
 *
 * @param exit present exactly when it ended
 */
record DriverSight(Phase phase, Optional<ExitInfo> exit) {
  enum Phase {
    ABSENT,
    ALIVE,
    ENDED
  }

  static DriverSight absent() {
    return new DriverSight(Phase.ABSENT, Optional.empty());
  }

  static DriverSight alive() {
    return new DriverSight(Phase.ALIVE, Optional.empty());
  }

  static DriverSight ended(ExitInfo exit) {
    return new DriverSight(Phase.ENDED, Optional.of(exit));
  }
}
