package dev.slipway.standalone.driver;

import dev.slipway.api.MasterUrl;
import dev.slipway.api.driver.DriverContext;
import dev.slipway.api.driver.DriverLifecycle;
import dev.slipway.api.driver.DriverSideFactory;
import dev.slipway.api.driver.ExecutorProvider;
import dev.slipway.api.driver.ManagerTraits;

/** Our own cluster manager, {@code slipway://host:port}. */
public final class StandaloneDriverSide implements DriverSideFactory {
  private static final int DEFAULT_EXECUTORS = 2;

  @Override
  public boolean accepts(MasterUrl master) {
    return master.manager() == MasterUrl.Manager.SLIPWAY;
  }

  @Override
  public ManagerTraits traits() {
    return new ManagerTraits(DEFAULT_EXECUTORS, true, true, true);
  }

  @Override
  public ExecutorProvider executors(MasterUrl master, DriverContext context) {
    return new StandaloneExecutors(new ServerAddress(master), context);
  }

  @Override
  public DriverLifecycle lifecycle(MasterUrl master, DriverContext context) {
    return new StandaloneLifecycle(new ServerAddress(master), context);
  }
}
