package dev.slipway.yarn.driver;

import dev.slipway.api.MasterUrl;
import dev.slipway.api.driver.DriverContext;
import dev.slipway.api.driver.DriverLifecycle;
import dev.slipway.api.driver.DriverSideFactory;
import dev.slipway.api.driver.ExecutorProvider;
import dev.slipway.api.driver.ManagerTraits;
import dev.slipway.link.LinkedExecutors;
import dev.slipway.link.Protocol;
import dev.slipway.link.RemoteEnd;
import dev.slipway.yarn.Greeting;
import dev.slipway.yarn.YarnKeys;
import dev.slipway.yarn.submit.HadoopLogin;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The master {@code yarn}. */
public final class YarnDriverSide implements DriverSideFactory {
  /** Until the application's master runs: a full queue may take its time. */
  private static final Duration PATIENCE = Duration.ofDays(1);

  @Override
  public boolean accepts(MasterUrl master) {
    return master.manager() == MasterUrl.Manager.YARN;
  }

  @Override
  public ManagerTraits traits() {
    return new ManagerTraits(YarnKeys.DEFAULT_EXECUTORS, false, false, false, true);
  }

  @Override
  public ExecutorProvider executors(MasterUrl master, DriverContext context) {
    return new LinkedExecutors(() -> master(context), context, PATIENCE);
  }

  @Override
  public DriverLifecycle lifecycle(MasterUrl master, DriverContext context) {
    return new YarnLifecycle(context);
  }

  /**
   * SparkContext refuses to start in cluster mode without the first. The last: of tokens that Spark
   * gets beside those of the application's YARN would know nothing, so that they end after a day.
   */
  @Override
  public Map<String, String> settings(MasterUrl master, DriverContext context) {
    Map<String, String> settings = new HashMap<>();
    Optional.ofNullable(context.environment().get(Greeting.APPLICATION))
        .ifPresent(id -> settings.put("spark.yarn.app.id", id));
    Optional.ofNullable(context.environment().get(Greeting.ATTEMPT))
        .ifPresent(attempt -> settings.put(Protocol.ATTEMPT, attempt));
    ProcessApplication.get()
        .ifPresent(own -> settings.putAll(new UiProxy(own.hadoop().get()).settings(own.id())));
    if (HadoopLogin.isRenewedByYarn(new YarnKeys(context.properties()))) {
      settings.put("spark.security.credentials.hadoopfs.enabled", "false");
    }
    return settings;
  }

  private static RemoteEnd master(DriverContext context) {
    return ProcessApplication.get()
        .or(() -> YarnApplication.ofParent(context))
        .orElseGet(() -> YarnApplication.submit(context, Optional.empty()))
        .master();
  }
}
