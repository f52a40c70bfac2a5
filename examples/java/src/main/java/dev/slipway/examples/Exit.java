package dev.slipway.examples;

import org.apache.spark.sql.SparkSession;

/** Runs one job and leaves with a code of its own: {@code Exit CODE}. */
public final class Exit {
  private Exit() {}

  public static void main(String[] arguments) {
    SparkSession spark = SparkSession.builder().appName("Exit").getOrCreate();
    System.out.println("counted " + spark.range(10).count());
    System.exit(Integer.parseInt(arguments[0]));
  }
}
