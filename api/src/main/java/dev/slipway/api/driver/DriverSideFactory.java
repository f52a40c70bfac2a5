package dev.slipway.api.driver;

import dev.slipway.api.MasterUrl;
import java.util.Map;

/**
 * One cluster manager, as seen from the driver's JVM. Found by {@link java.util.ServiceLoader}; it
 * may use nothing that Spark does not ship.
 */
public interface DriverSideFactory {
  boolean accepts(MasterUrl master);

  /** What Spark's code paths need to be told: {@link ManagerTraits}. */
  ManagerTraits traits();

  /** One per SparkContext. Does not yet speak to the manager. */
  ExecutorProvider executors(MasterUrl master, DriverContext context);

  /** One per process. Does not yet speak to the manager. */
  DriverLifecycle lifecycle(MasterUrl master, DriverContext context);

  /**
   * Settings of Spark's that suit this manager, for where the user has none of that name. Does not
   * speak to the manager.
   */
  default Map<String, String> settings(MasterUrl master, DriverContext context) {
    return Map.of();
  }
}
