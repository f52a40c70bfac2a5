package dev.slipway.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A job that takes its time: {@code Load FILE cpu|shuffle ROWS}. With {@code shuffle} each row
 * crosses it as 128 characters.
 */
public final class Load {
  private static final int PARTITIONS = 8;

  private Load() {}

  public static void main(String[] arguments) throws IOException {
    long rows = Long.parseLong(arguments[2]);
    try (SparkSession spark = SparkSession.builder().appName("Load").getOrCreate()) {
      Dataset<Row> digests =
          spark
              .range(0, rows, 1, PARTITIONS)
              .selectExpr("id", "sha2(cast(id as string), 512) digest");
      Dataset<Row> whole =
          arguments[1].equals("shuffle")
              ? digests.repartition(PARTITIONS, digests.col("id"))
              : digests;
      String sum = whole.selectExpr("sum(crc32(digest))").collectAsList().toString();
      Files.writeString(Path.of(arguments[0]), sum);
      System.out.println(sum);
    }
  }
}
