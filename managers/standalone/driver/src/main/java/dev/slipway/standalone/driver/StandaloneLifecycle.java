package dev.slipway.standalone.driver;

import dev.slipway.api.driver.ApplicationOutcome;
import dev.slipway.api.driver.Demand;
import dev.slipway.api.driver.DriverContext;
import dev.slipway.api.driver.DriverLifecycle;
import dev.slipway.link.DriverProcess;
import dev.slipway.link.Protocol;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * In client mode a driver is none of the server's containers, so its process says itself that it
 * began and how it ended. A driver in cluster mode was started by the server, which reads the rest
 * off its container.
 */
final class StandaloneLifecycle implements DriverLifecycle {
  private final ServerAddress address;
  private final DriverContext context;
  private @Nullable DriverProcess process;
  private Optional<Integer> code = Optional.empty();

  StandaloneLifecycle(ServerAddress address, DriverContext context) {
    this.address = address;
    this.context = context;
  }

  @Override
  public synchronized void connect(Optional<Demand> first) {
    if (context.properties().containsKey(Protocol.APPLICATION)) {
      // The server itself had it started; its context waits for it, however long it takes.
      return;
    }
    DriverProcess begun =
        DriverProcess.begin(StandaloneDriverSide.end(address, context), context, first);
    // For the first SparkContext, wherever in this process it is made.
    System.setProperty(Protocol.APPLICATION, begun.application());
    process = begun;
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
