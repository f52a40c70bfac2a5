package dev.slipway.examples;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.rand;

import java.io.IOException;
import org.apache.spark.sql.SparkSession;

/** Estimates pi with Spark SQL: {@code Pi [PARTITIONS]}. */
public final class Pi {
  private static final long POINTS_PER_PARTITION = 100_000;

  private Pi() {}

  public static void main(String[] arguments) throws IOException {
    int partitions = arguments.length == 0 ? 2 : Integer.parseInt(arguments[0]);
    long points = POINTS_PER_PARTITION * partitions;
    try (SparkSession spark = SparkSession.builder().appName("Pi").getOrCreate()) {
      long inside =
          spark
              .range(0, points, 1, partitions)
              .select(rand(1).as("x"), rand(2).as("y"))
              .where(col("x").multiply(col("x")).plus(col("y").multiply(col("y"))).leq(1))
              .count();
      System.out.println("Pi is roughly " + 4.0 * inside / points);
    }
  }
}
