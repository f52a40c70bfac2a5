package dev.slipway.yarn.master;

import dev.slipway.yarn.ExitWords;
import dev.slipway.yarn.MemoryLimit;

/**
 * How an application, or this attempt of it, ended.
 *
 * @param exitCode of this process, and of the driver where that is known
 * @param why the diagnostics that YARN shows
 * @param last whether the application is over; otherwise YARN may start it again
 */
record Outcome(boolean succeeded, int exitCode, String why, boolean last) {

  private static final int KILLED = 137;

  /** Of a driver's process. */
  static Outcome ofDriver(int code, boolean last) {
    String killed = code == KILLED ? "; " + MemoryLimit.perhaps("spark.driver.memoryOverhead") : "";
    return new Outcome(code == 0, code, ExitWords.of(code) + killed, last);
  }

  /** A driver that left without saying with which code. */
  static Outcome left() {
    return new Outcome(true, 0, "its driver left; its client alone knows with which code", true);
  }

  static Outcome failed(String why) {
    return new Outcome(false, 1, why, true);
  }

  /** YARN does not want this attempt any more: nothing is to be told. */
  static Outcome dismissed(String why) {
    return new Outcome(false, 1, why, false);
  }
}
