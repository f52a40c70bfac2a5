package dev.slipway.api;

/**
 * Where the time of an application goes, in this order. Each ends with what it is named after, and
 * the next begins there.
 */
public enum Phase {
  /** Until the application was handed over, or, in client mode, its driver's JVM began. */
  COMMAND_LINE("command line"),
  UPLOAD("upload"),
  /** Until a node was given its driver. */
  QUEUE("queue"),
  /** Until the driver's process began: its files were fetched, its limits set. */
  CONTAINER("container"),
  /** Until the driver's main. */
  JVM("JVM"),
  SPARK_CONTEXT("SparkContext"),
  FIRST_EXECUTOR("first executor"),
  /** Until the first task began. */
  FIRST_TASK("first task"),
  END("end");

  private final String words;

  Phase(String words) {
    this.words = words;
  }

  public String words() {
    return words;
  }
}
