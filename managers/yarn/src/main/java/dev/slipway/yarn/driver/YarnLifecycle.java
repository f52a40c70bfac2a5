package dev.slipway.yarn.driver;

import dev.slipway.api.driver.ApplicationOutcome;
import dev.slipway.api.driver.Demand;
import dev.slipway.api.driver.DriverContext;
import dev.slipway.api.driver.DriverLifecycle;
import dev.slipway.link.DriverProcess;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The driver's process, as its application's master sees it: by a connection that lives as long as
 * it does. In client mode the master is still to be started then, which nobody waits for.
 */
final class YarnLifecycle implements DriverLifecycle {
  private final DriverContext context;
  private @Nullable DriverProcess process;
  private Optional<Integer> code = Optional.empty();

  YarnLifecycle(DriverContext context) {
    this.context = context;
  }

  @Override
  public synchronized void connect(Optional<Demand> first) {
    YarnApplication application =
        YarnApplication.ofParent(context).orElseGet(() -> YarnApplication.submit(context, first));
    ProcessApplication.set(application);
    process = DriverProcess.beginInTime(application.master(), application.id(), context);
  }

  @Override
  public synchronized void finished(ApplicationOutcome outcome) {
    code = Optional.of(outcome.exitCode());
  }

  @Override
  public synchronized void close() {
    DriverProcess open = process;
    if (open != null) {
      open.end(code);
    }
  }
}
