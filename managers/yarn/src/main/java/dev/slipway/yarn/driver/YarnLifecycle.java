package dev.slipway.yarn.driver;

import dev.slipway.api.driver.ApplicationOutcome;
import dev.slipway.api.driver.Demand;
import dev.slipway.api.driver.DriverContext;
import dev.slipway.api.driver.DriverLifecycle;
import dev.slipway.link.DriverProcess;
import dev.slipway.yarn.submit.ClientSite;
import dev.slipway.yarn.submit.HadoopLogin;
import dev.slipway.yarn.submit.YarnCluster;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The driver's process, as its application's master sees it: by a connection that lives as long as
 * it does. In client mode the master is still to be started then, which nobody waits for.
 */
final class YarnLifecycle implements DriverLifecycle {
  private final DriverContext context;
  private @Nullable YarnCluster cluster;
  private @Nullable DriverProcess process;
  private @Nullable YarnApplication application;
  private Optional<Integer> code = Optional.empty();

  YarnLifecycle(DriverContext context) {
    this.context = context;
  }

  @Override
  public synchronized Optional<String> login() {
    ClientSite site = YarnApplication.site(context);
    if (YarnApplication.ofParent(context).isPresent()) {
      HadoopLogin.inContainer(site, context.environment().getOrDefault("SPARK_USER", ""));
      return Optional.empty();
    }
    cluster = YarnCluster.of(site);
    return HadoopLogin.user();
  }

  @Override
  public synchronized void connect(Optional<Demand> first) {
    YarnCluster known = cluster;
    YarnApplication own =
        YarnApplication.ofParent(context)
            .orElseGet(
                () ->
                    known == null
                        ? YarnApplication.submit(context, first)
                        : YarnApplication.submit(context, first, known));
    application = own;
    ProcessApplication.set(own);
    process = DriverProcess.beginInTime(own.master(), own.id(), context);
  }

  @Override
  public synchronized void finished(ApplicationOutcome outcome) {
    code = Optional.of(outcome.exitCode());
  }

  @Override
  public synchronized void close() {
    DriverProcess open = process;
    YarnApplication own = application;
    if (open != null && own != null) {
      open.end(code);
      // A context may have reached it before the process did: then it saw the end.
      if (!own.master().wasReached()) {
        own.withdraw().run();
      }
    }
  }
}
