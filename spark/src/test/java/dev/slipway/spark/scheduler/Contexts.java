package dev.slipway.spark.scheduler;

import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;

/** Real contexts whose executors are processes of this machine, and jobs for them. */
final class Contexts {
  private Contexts() {}

  static SparkConf conf(Path folder) {
    return new SparkConf()
        .setMaster(LocalProcessesFactory.MASTER)
        .setAppName("test")
        .set(LocalProcessesFactory.FOLDER, folder.toString())
        .set("spark.executor.memory", "512m")
        .set("spark.driver.host", "localhost")
        .set("spark.ui.enabled", "false")
        .set("spark.local.dir", folder.toString());
  }

  /**
   * Squares, so that a wrong partition shows; each task leaves a mark in the folder when it begins,
   * and takes its time.
   */
  static CompletableFuture<Long> sumOfSquares(
      JavaSparkContext context, Path folder, int tasks, int millisEach) {
    String marks = folder.toString();
    return CompletableFuture.supplyAsync(() -> square(context, marks, tasks, millisEach))
        .orTimeout(90, TimeUnit.SECONDS);
  }

  private static long square(JavaSparkContext context, String marks, int tasks, int millisEach) {
    return context
        .parallelize(IntStream.range(0, tasks).boxed().toList(), tasks)
        .map(
            n -> {
              Files.writeString(Path.of(marks, "begun-" + n), "");
              Thread.sleep(millisEach);
              return (long) n * n;
            })
        .reduce(Long::sum);
  }

  static void awaitBegun(Path folder, int tasks) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              try (Stream<Path> files = Files.list(folder)) {
                return files.filter(f -> f.getFileName().toString().startsWith("begun-")).count()
                    >= tasks;
              }
            });
  }

  static long expectedSum(int tasks) {
    return IntStream.range(0, tasks).mapToLong(n -> (long) n * n).sum();
  }

  /** The ids of the executors on which tasks ran. */
  static Set<String> executorsUsed(JavaSparkContext context, int tasks, int millisEach) {
    List<String> used =
        context
            .parallelize(IntStream.range(0, tasks).boxed().toList(), tasks)
            .map(
                n -> {
                  Thread.sleep(millisEach);
                  return SparkEnv.get().executorId();
                })
            .collect();
    return new TreeSet<>(used);
  }

  static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .collect(Collectors.toSet());
  }
}
