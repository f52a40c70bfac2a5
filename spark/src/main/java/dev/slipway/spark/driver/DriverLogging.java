package dev.slipway.spark.driver;

import dev.slipway.api.MainResource;
import org.apache.spark.SparkConf;
import org.apache.spark.internal.Logging$;
import org.apache.spark.util.DependencyUtils$;
import org.apache.spark.util.Utils;

/**
 * Logging as SparkSubmit 4.2.0 sets it up ({@code doSubmit}): structured where the user wants it
 * and the program is not a shell; quiet while files are looked up; then as new, so that the
 * program's own first log line initialises it. Which log4j 2 configuration counts is log4j's
 * decision: the one in a configuration folder on the class path, else Spark's default.
 */
final class DriverLogging {
  private DriverLogging() {}

  static void begin(MainResource main, SparkConf configuration) {
    if (isShell(main)) {
      Logging$.MODULE$.disableStructuredLogging();
    } else {
      Utils.resetStructuredLogging(configuration);
    }
    Logging$.MODULE$.uninitialize();
    boolean interpreter = true; // from warnings on
    boolean silent = true;
    DependencyUtils$.MODULE$.initializeLogIfNecessary(interpreter, silent);
  }

  static void handOver() {
    Logging$.MODULE$.uninitialize();
  }

  /** Where people type, and logs in between must be readable. */
  static boolean isShell(MainResource main) {
    return main instanceof MainResource.Internal internal
        && (!internal.resource().equals("spark-internal")
            || internal
                .mainClass()
                .equals("org.apache.spark.sql.hive.thriftserver.SparkSQLCLIDriver"));
  }
}
