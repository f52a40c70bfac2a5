package dev.slipway.spark.driver;

import dev.slipway.api.DeployMode;
import dev.slipway.api.Phase;
import dev.slipway.launch.process.ProcessAge;
import java.lang.management.ManagementFactory;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** When this driver's JVM began, and its main: for the timeline, worked out when there is time. */
public final class ProcessStart {
  // The user's code is between main and whoever asks, so it is kept where both find it.
  private static final String MAIN = "slipway.application.mainNanos";
  private static final String MODE = "slipway.application.mode";

  private ProcessStart() {}

  /** The first thing that main does. */
  static void mainBegins() {
    System.setProperty(MAIN, Long.toString(System.nanoTime()));
  }

  static void mode(DeployMode mode) {
    System.setProperty(MODE, mode.name());
  }

  /** At which age of the process each phase ended, as far as this is a driver of ours. */
  public static Map<Phase, Long> ages() {
    Map<Phase, Long> ages = new EnumMap<>(Phase.class);
    String main = System.getProperty(MAIN, "");
    OptionalLong age = ProcessAge.millis();
    if (age.isPresent() && !main.isEmpty()) {
      long now = age.getAsLong();
      long sinceMain = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - Long.parseLong(main));
      if (System.getProperty(MODE, "").equals(DeployMode.CLIENT.name())) {
        long jvm = ManagementFactory.getRuntimeMXBean().getUptime();
        ages.put(Phase.COMMAND_LINE, Math.max(0, now - jvm));
      }
      ages.put(Phase.JVM, Math.max(0, now - sinceMain));
    }
    return ages;
  }
}
