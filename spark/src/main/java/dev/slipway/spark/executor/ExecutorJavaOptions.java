package dev.slipway.spark.executor;

import dev.slipway.launch.JavaModuleOptions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.SparkConf;
import org.apache.spark.util.Utils;
import scala.jdk.javaapi.CollectionConverters;

/**
 * {@code spark.executor.defaultJavaOptions}, then {@code spark.executor.extraJavaOptions}, split as
 * Spark splits them. {@code {{APP_ID}}} and {@code {{EXECUTOR_ID}}} stay for the manager to
 * replace.
 */
final class ExecutorJavaOptions {
  private ExecutorJavaOptions() {}

  static List<String> of(SparkConf conf) {
    // SparkContext writes the module options in front of the user's; every JVM of ours has them.
    Set<String> given = new HashSet<>(JavaModuleOptions.all());
    String text =
        conf.get("spark.executor.defaultJavaOptions", "")
            + " "
            + conf.get("spark.executor.extraJavaOptions", "");
    return CollectionConverters.asJava(Utils.splitCommandString(text)).stream()
        .filter(option -> !given.contains(option))
        .toList();
  }
}
