package dev.slipway.spark.driver;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.MasterUrl;
import dev.slipway.api.MasterUrl.Manager;
import dev.slipway.api.SlipwayException;
import dev.slipway.spark.FatalFailure;
import org.apache.spark.SparkConf;
import org.apache.spark.scheduler.SparkListener;

/**
 * Refuses a program whose code names another cluster manager than its submission: Spark would
 * silently run it there. Masters that Spark handles itself never reach our scheduler, so this is a
 * listener, which Spark makes with the context's configuration while the context starts.
 */
public final class MasterGuard extends SparkListener {
  private static final String LISTENERS = "spark.extraListeners";

  /** Called by Spark. */
  public MasterGuard(SparkConf configuration) {
    String submitted = System.getProperty(SystemProperties.SUBMITTED_MASTER, "");
    if (!submitted.isEmpty()) {
      check(MasterUrl.parse(submitted), configuration.get("spark.master"));
    }
  }

  /** On {@code local[n]} too: code that names a cluster there runs on it against its submission. */
  static void watch(SparkConf configuration) {
    String listeners = configuration.get(LISTENERS, "");
    String own = MasterGuard.class.getName();
    configuration.set(LISTENERS, listeners.isEmpty() ? own : listeners + "," + own);
  }

  /**
   * Another number of local threads is the program's own affair.
   *
   * @throws SlipwayException MASTER_MISMATCH
   */
  public static void check(MasterUrl submitted, String actual) {
    boolean same =
        submitted.text().equals(actual)
            || (submitted.manager() == Manager.LOCAL && isLocal(actual));
    if (!same) {
      SlipwayException mismatch =
          new SlipwayException(
              ErrorCode.MASTER_MISMATCH,
              "the application was submitted to "
                  + submitted
                  + ", but its code names the master "
                  + actual,
              "take .master(...) out of the code, or submit with --master " + actual);
      FatalFailure.record(mismatch);
      throw mismatch;
    }
  }

  /** {@code local-cluster[...]} is none: it starts Spark's own Standalone. */
  private static boolean isLocal(String actual) {
    try {
      return MasterUrl.parse(actual).manager() == Manager.LOCAL;
    } catch (SlipwayException e) {
      return false; // a master that nobody has, another one in any case
    }
  }
}
