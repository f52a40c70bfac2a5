package dev.slipway.spark.driver;

import dev.slipway.api.ApplicationSpec;
import org.apache.spark.SparkConf;
import scala.Tuple2;

/**
 * The system properties that Spark and its users' code find in a driver, where SparkSubmit puts
 * them; {@code slipway.*} keys too, which SparkConf does not take.
 */
final class SystemProperties {
  /** What the application was submitted to; code that names another manager is refused by it. */
  static final String SUBMITTED_MASTER = "slipway.master";

  private SystemProperties() {}

  static void set(SparkConf configuration, ApplicationSpec spec) {
    System.setProperty("SPARK_SUBMIT", "true");
    System.setProperty(SUBMITTED_MASTER, spec.master().text());
    configuration.set("spark.master", spec.master().text());
    configuration.set("spark.submit.deployMode", spec.deployMode().word());
    configuration.set("spark.app.name", spec.name());
    configuration.setIfMissing("spark.app.submitTime", Long.toString(System.currentTimeMillis()));
    if (DriverLogging.isShell(spec.main())) {
      configuration.setIfMissing("spark.ui.showConsoleProgress", "true");
    }
    MasterGuard.watch(configuration);
    for (Tuple2<String, String> property : configuration.getAll()) {
      System.setProperty(property._1(), property._2());
    }
  }
}
