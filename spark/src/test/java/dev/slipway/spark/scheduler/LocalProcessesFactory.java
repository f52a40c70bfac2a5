package dev.slipway.spark.scheduler;

import dev.slipway.api.MasterUrl;
import dev.slipway.api.driver.ApplicationOutcome;
import dev.slipway.api.driver.Demand;
import dev.slipway.api.driver.DriverContext;
import dev.slipway.api.driver.DriverLifecycle;
import dev.slipway.api.driver.DriverSideFactory;
import dev.slipway.api.driver.ExecutorProvider;
import dev.slipway.api.driver.ManagerTraits;
import java.nio.file.Path;
import java.util.Optional;

/** {@code slipway://test:1} is this machine's processes, in the folder of a property. */
public final class LocalProcessesFactory implements DriverSideFactory {
  static final String MASTER = "slipway://test:1";
  static final String FOLDER = "slipway.test.folder";

  /** Whether executors are JVMs that have warmed up before they learn whose they are. */
  static final String POOLED = "slipway.test.pooled";

  private static LocalProcesses newest;

  /** The provider of the newest context. */
  static synchronized LocalProcesses newest() {
    return newest;
  }

  private static synchronized LocalProcesses remember(LocalProcesses made) {
    newest = made;
    return made;
  }

  @Override
  public boolean accepts(MasterUrl master) {
    return master.text().equals(MASTER);
  }

  @Override
  public ManagerTraits traits() {
    return new ManagerTraits(2, true, true, true, false);
  }

  @Override
  public ExecutorProvider executors(MasterUrl master, DriverContext context) {
    return remember(
        new LocalProcesses(
            Path.of(context.properties().get(FOLDER)), context.properties().containsKey(POOLED)));
  }

  @Override
  public DriverLifecycle lifecycle(MasterUrl master, DriverContext context) {
    return new DriverLifecycle() {
      @Override
      public void connect(Optional<Demand> first) {}

      @Override
      public void finished(ApplicationOutcome outcome) {}

      @Override
      public void close() {}
    };
  }
}
