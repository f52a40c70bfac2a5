package dev.slipway.spark.driver;

import dev.slipway.api.MasterUrl;
import dev.slipway.api.driver.ApplicationOutcome;
import dev.slipway.api.driver.Demand;
import dev.slipway.api.driver.DriverContext;
import dev.slipway.api.driver.DriverLifecycle;
import dev.slipway.api.driver.DriverSideFactory;
import java.util.Optional;
import java.util.ServiceLoader;

/** Finds the side of a cluster manager that is meant for drivers. */
public final class ManagerSide {
  private ManagerSide() {}

  /** Empty for {@code local[n]}, whose executors are the driver's own threads. */
  public static Optional<DriverSideFactory> find(MasterUrl master) {
    return ServiceLoader.load(DriverSideFactory.class, ManagerSide.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .filter(factory -> factory.accepts(master))
        .findFirst();
  }

  static DriverLifecycle lifecycle(MasterUrl master, DriverContext context) {
    return find(master).map(factory -> factory.lifecycle(master, context)).orElseGet(Nobody::new);
  }

  /** Nobody has to be told. */
  private static final class Nobody implements DriverLifecycle {
    @Override
    public void connect(Optional<Demand> first) {}

    @Override
    public void finished(ApplicationOutcome outcome) {}

    @Override
    public void close() {}
  }
}
