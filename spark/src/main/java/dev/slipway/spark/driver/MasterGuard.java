package dev.slipway.spark.driver;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.MasterUrl;
import dev.slipway.api.MasterUrl.Manager;
import dev.slipway.api.SlipwayException;
import dev.slipway.spark.FatalFailure;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.SparkPlugin;
import org.jspecify.annotations.Nullable;

/**
 * Refuses a program whose code names another cluster manager than its submission: Spark would
 * silently run it there. Masters that Spark handles itself never reach our scheduler, so this is a
 * plugin: Spark makes those while a context starts, after its configuration is final and before any
 * scheduler asks for anything.
 */
public final class MasterGuard implements SparkPlugin {
  private static final String PLUGINS = "spark.plugins";

  /**
   * Called by Spark.
   *
   * @param configuration the context's own; this plugin is taken out of it, so that executors and
   *     users see the plugins that the user chose
   * @throws SlipwayException MASTER_MISMATCH
   */
  public MasterGuard(SparkConf configuration) {
    List<String> users = new ArrayList<>(Fetcher.split(configuration.get(PLUGINS, "")));
    users.removeIf(MasterGuard.class.getName()::equals);
    if (users.isEmpty()) {
      configuration.remove(PLUGINS);
    } else {
      configuration.set(PLUGINS, String.join(",", users));
    }
    String submitted = System.getProperty(SystemProperties.SUBMITTED_MASTER, "");
    if (!submitted.isEmpty()) {
      check(MasterUrl.parse(submitted), configuration.get("spark.master"));
    }
  }

  @Override
  public @Nullable DriverPlugin driverPlugin() {
    return null;
  }

  @Override
  public @Nullable ExecutorPlugin executorPlugin() {
    return null;
  }

  /** On {@code local[n]} too: code that names a cluster there runs on it against its submission. */
  static void watch(SparkConf configuration) {
    String users = configuration.get(PLUGINS, "");
    String own = MasterGuard.class.getName();
    configuration.set(PLUGINS, users.isEmpty() ? own : users + "," + own);
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
