package dev.slipway.api.driver;

import java.util.Optional;

/**
 * Tells a manager how the driver's process fares; one per process, called by the driver's main. A
 * manager that starts drivers itself needs these calls, others ignore them.
 */
public interface DriverLifecycle extends AutoCloseable {

  /**
   * Before anything else: this process becomes whoever it is to the manager. Does not yet speak to
   * it.
   *
   * @return the user's name, where it is not that of the process's account
   * @throws dev.slipway.api.SlipwayException UNAUTHORIZED, RESOURCE_MISSING, INVALID_VALUE,
   *     HADOOP_CONF_MISSING
   */
  default Optional<String> login() {
    return Optional.empty();
  }

  /**
   * Before the user's main: connects to the manager, so that a wrong address or token is one clear
   * error instead of an exception out of the user's code.
   *
   * @param first the executors that the submission lets expect, without arguments; a manager may
   *     start them at once, or ignore it
   * @throws dev.slipway.api.SlipwayException MASTER_UNREACHABLE, UNAUTHORIZED, PROTOCOL, NEVER_FITS
   */
  void connect(Optional<Demand> first);

  /** The program is over. At most once, and the last call but {@link #close()}. */
  void finished(ApplicationOutcome outcome);

  @Override
  void close();
}
