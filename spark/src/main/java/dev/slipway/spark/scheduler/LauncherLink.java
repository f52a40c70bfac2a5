package dev.slipway.spark.scheduler;

import org.apache.spark.SparkConf;
import org.apache.spark.launcher.LauncherBackend;

/** Tells a program that started this driver through {@code SparkLauncher} how it fares. */
final class LauncherLink extends LauncherBackend {
  private final SparkConf conf;
  private final Runnable stop;

  /**
   * @param stop runs on a thread of its own when that program asks for it
   */
  LauncherLink(SparkConf conf, Runnable stop) {
    this.conf = conf;
    this.stop = stop;
  }

  @Override
  public SparkConf conf() {
    return conf;
  }

  @Override
  public void onStopRequest() {
    stop.run();
  }
}
