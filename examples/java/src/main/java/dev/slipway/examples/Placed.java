package dev.slipway.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Scanner;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;

/**
 * Jobs whose tasks would like to run on one host: {@code Placed TASKS}, and {@code HOST FILE} on
 * standard input for each. They wait until the file is there, and say on which of YARN's hosts they
 * were.
 */
public final class Placed {
  private Placed() {}

  public static void main(String[] arguments) throws IOException {
    try (SparkSession spark = SparkSession.builder().appName("Placed").getOrCreate();
        Scanner lines = new Scanner(System.in)) {
      for (int job = 1; lines.hasNextLine(); job++) {
        String[] words = lines.nextLine().split(" ");
        int tasks = Integer.parseInt(arguments[0]);
        List<String> hosts =
            near(spark, words[0], tasks).map(one -> waitFor(Path.of(words[1]))).collect();
        System.out.println("job " + job + " ran on " + new TreeSet<>(hosts));
      }
    }
  }

  private static JavaRDD<Integer> near(SparkSession spark, String host, int tasks) {
    Seq<String> hosts = seq(List.of(host));
    Seq<Tuple2<Integer, Seq<String>>> items =
        seq(IntStream.range(0, tasks).mapToObj(item -> new Tuple2<>(item, hosts)).toList());
    ClassTag<Integer> tag = ClassTag.apply(Integer.class);
    return spark.sparkContext().makeRDD(items, tag).toJavaRDD();
  }

  private static <T> Seq<T> seq(List<T> items) {
    return CollectionConverters.asScala(items).toSeq();
  }

  private static String waitFor(Path file) throws InterruptedException {
    while (!Files.exists(file)) {
      Thread.sleep(100);
    }
    return Objects.requireNonNullElse(System.getenv("NM_HOST"), "nowhere");
  }
}
