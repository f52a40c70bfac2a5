package dev.slipway.spark.driver;

import dev.slipway.api.ApplicationSpec;
import org.apache.spark.SparkConf;
import org.apache.spark.util.Utils;
import scala.Tuple2;
import scala.collection.immutable.ArraySeq;

/** What {@code --verbose} prints of the driver, secrets hidden by Spark's own rule. */
final class VerboseReport {
  private VerboseReport() {}

  static void print(ApplicationSpec spec, UserCode code, SparkConf configuration) {
    System.err.println("Main: " + (code.python() ? code.pythonFile() : code.mainClass()));
    System.err.println("Arguments: " + spec.arguments());
    System.err.println("Spark config:");
    Tuple2<String, String>[] all = configuration.getAll();
    Utils.redact(configuration, ArraySeq.unsafeWrapArray(all))
        .foreach(
            property -> {
              System.err.println("  (" + property._1() + "," + property._2() + ")");
              return null;
            });
    System.err.println("Classpath elements: " + code.classPath());
  }
}
