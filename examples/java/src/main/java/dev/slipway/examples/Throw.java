package dev.slipway.examples;

import org.apache.spark.sql.SparkSession;

/** Runs one job and fails: {@code Throw MESSAGE}. */
public final class Throw {
  private Throw() {}

  public static void main(String[] arguments) {
    SparkSession spark = SparkSession.builder().appName("Throw").getOrCreate();
    System.out.println("counted " + spark.range(10).count());
    throw new IllegalStateException(arguments[0]);
  }
}
