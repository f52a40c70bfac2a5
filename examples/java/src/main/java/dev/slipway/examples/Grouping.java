package dev.slipway.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/** One grouping with a shuffle; its rows are printed, and written: {@code Grouping FILE}. */
public final class Grouping {
  private Grouping() {}

  public static void main(String[] arguments) throws IOException {
    try (SparkSession spark = SparkSession.builder().appName("Grouping").getOrCreate()) {
      String rows =
          spark
              .sql("select id % 3 k, count(*) n from range(0, 1000, 1, 2) group by 1 order by 1")
              .collectAsList()
              .toString();
      Files.writeString(Path.of(arguments[0]), rows);
      System.out.println(rows);
    }
  }
}
