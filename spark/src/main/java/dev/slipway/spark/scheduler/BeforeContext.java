package dev.slipway.spark.scheduler;

import dev.slipway.api.driver.ManagerTraits;
import java.util.Properties;

/** What a cluster's driver must have among its properties before its code makes a context. */
public final class BeforeContext {
  private static final String PYTHON_APPLICATION = "slipway.application.python";

  private BeforeContext() {}

  /**
   * @param properties what SparkConf will read: the system properties
   * @param python whether executors will run Python
   */
  public static void prepare(Properties properties, ManagerTraits traits, boolean python) {
    if (traits.generatesSecret()) {
      AuthSecret.ensure(properties);
    }
    ExecutorDefaults.ensure(properties);
    properties.setProperty(PYTHON_APPLICATION, Boolean.toString(python));
  }

  /** Not a key of SparkConf, which takes {@code spark.*} only. */
  static boolean isPython(Properties properties) {
    return Boolean.parseBoolean(properties.getProperty(PYTHON_APPLICATION));
  }
}
