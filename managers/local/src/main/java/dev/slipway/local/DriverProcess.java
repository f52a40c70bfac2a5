package dev.slipway.local;

import dev.slipway.api.ApplicationSpec;
import java.io.IOException;
import java.nio.file.Path;

/** Starts, sees and ends the driver's process tree of one application. */
interface DriverProcess {

  /** Starts it in this folder; returns when its start is on record there. */
  void start(String applicationId, Path folder, ApplicationSpec spec) throws IOException;

  DriverSight look(String applicationId, Path folder) throws IOException;

  /**
   * Ends the whole tree and waits for that, within a bound.
   *
   * @param graceful TERM first, KILL what is left after a grace
   */
  void end(String applicationId, Path folder, boolean graceful)
      throws IOException, InterruptedException;
}
