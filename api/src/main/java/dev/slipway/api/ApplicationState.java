package dev.slipway.api;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * An application's life. A transition is recorded, then announced.
 *
 * <pre>
 * SUBMITTED -> STARTING -> RUNNING -> FINISHED | FAILED | KILLED
 *     ^           |           |
 *     +-----------+-----------+   a supervised driver is to start again
 * UNKNOWN: its manager cannot say; it may come back to any state that is alive, or end.
 * </pre>
 */
public enum ApplicationState {
  /** Recorded; has no driver yet, or, supervised, none any more. */
  SUBMITTED,
  /** The driver has a container or a process; its code does not run yet. */
  STARTING,
  RUNNING,
  /** Nobody can tell at present. Never a synonym of lost. */
  UNKNOWN,
  /** Ended with exit code 0. */
  FINISHED,
  FAILED,
  KILLED;

  private static final Map<ApplicationState, Set<ApplicationState>> LEGAL =
      new EnumMap<>(
          Map.of(
              SUBMITTED, EnumSet.of(STARTING, FAILED, KILLED),
              STARTING, EnumSet.of(SUBMITTED, RUNNING, UNKNOWN, FINISHED, FAILED, KILLED),
              RUNNING, EnumSet.of(SUBMITTED, UNKNOWN, FINISHED, FAILED, KILLED),
              UNKNOWN, EnumSet.of(SUBMITTED, STARTING, RUNNING, FINISHED, FAILED, KILLED),
              FINISHED, EnumSet.noneOf(ApplicationState.class),
              FAILED, EnumSet.noneOf(ApplicationState.class),
              KILLED, EnumSet.noneOf(ApplicationState.class)));

  public boolean isFinal() {
    return LEGAL.getOrDefault(this, Set.of()).isEmpty();
  }

  public boolean mayBecome(ApplicationState next) {
    return LEGAL.getOrDefault(this, Set.of()).contains(next);
  }
}
