package dev.slipway.launch;

import java.util.Set;

/**
 * The settings that an executor must have before it can ask its driver for the rest: Spark's rule
 * {@code SparkConf.isExecutorStartupConf} (4.2.0), but for the driver's own port, which its URL
 * says. And what a YARN node's shuffle service is told before an executor starts: an executor of
 * which it was not told is another one.
 */
public final class StartupKeys {
  public static final String SHUFFLE_SERVICE = "spark.shuffle.service.enabled";
  public static final String SHUFFLE_SERVICE_NAME = "spark.shuffle.service.name";
  public static final String SHUFFLE_RECOVERY_DISABLED =
      "spark.yarn.shuffle.server.recovery.disabled";

  private static final Set<String> TOLD =
      Set.of(SHUFFLE_SERVICE, SHUFFLE_SERVICE_NAME, SHUFFLE_RECOVERY_DISABLED);

  private StartupKeys() {}

  public static boolean contains(String key) {
    return (key.startsWith("spark.auth") && !key.equals("spark.authenticate.secret"))
        || key.startsWith("spark.rpc")
        || key.startsWith("spark.network")
        || (key.startsWith("spark.ssl") && !key.contains("Password"))
        || isPort(key)
        || TOLD.contains(key);
  }

  private static boolean isPort(String key) {
    return (key.startsWith("spark.") && key.endsWith(".port") && !key.equals("spark.driver.port"))
        || key.startsWith("spark.port.");
  }
}
