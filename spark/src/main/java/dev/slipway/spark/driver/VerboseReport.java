package dev.slipway.spark.driver;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.launch.Secrets;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.util.Utils;
import scala.Tuple2;
import scala.collection.immutable.ArraySeq;
import scala.jdk.javaapi.CollectionConverters;

/** What {@code --verbose} prints of the driver, as SparkSubmit; secrets hidden by Spark's rule. */
final class VerboseReport {
  private VerboseReport() {}

  static void print(ApplicationSpec spec, UserCode code, SparkConf configuration) {
    section("Main class", List.of(code.python() ? code.pythonFile() : code.mainClass()));
    section("Arguments", spec.arguments());
    section("Spark config", configuration(configuration));
    section("Classpath elements", code.classPath());
  }

  private static void section(String title, List<String> lines) {
    System.err.println(title + ":");
    lines.forEach(line -> System.err.println(Secrets.hideInUrls(line)));
  }

  private static List<String> configuration(SparkConf configuration) {
    var redacted = Utils.redact(configuration, ArraySeq.unsafeWrapArray(configuration.getAll()));
    return CollectionConverters.asJava(redacted).stream().map(Tuple2::toString).sorted().toList();
  }
}
