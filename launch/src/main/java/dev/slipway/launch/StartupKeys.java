package dev.slipway.launch;

/**
 * The settings that an executor must have before it can ask its driver for the rest: Spark's rule
 * {@code SparkConf.isExecutorStartupConf} (4.2.0), but for the driver's own port, which its URL
 * says.
 */
public final class StartupKeys {
  private StartupKeys() {}

  public static boolean contains(String key) {
    return (key.startsWith("spark.auth") && !key.equals("spark.authenticate.secret"))
        || key.startsWith("spark.rpc")
        || key.startsWith("spark.network")
        || (key.startsWith("spark.ssl") && !key.contains("Password"))
        || isPort(key);
  }

  private static boolean isPort(String key) {
    return (key.startsWith("spark.") && key.endsWith(".port") && !key.equals("spark.driver.port"))
        || key.startsWith("spark.port.");
  }
}
