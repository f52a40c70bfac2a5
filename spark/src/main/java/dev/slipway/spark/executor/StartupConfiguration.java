package dev.slipway.spark.executor;

import dev.slipway.launch.StartupKeys;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkConf;
import scala.Tuple2;

/**
 * What an executor must know before it can ask its driver for the rest: authentication, RPC,
 * network, SSL and ports, by Spark's own rule {@code SparkConf.isExecutorStartupConf}. That rule
 * leaves out the secret and every password: these go through the environment, because anybody may
 * read a command line.
 */
final class StartupConfiguration {
  private StartupConfiguration() {}

  static Map<String, String> of(SparkConf conf) {
    Map<String, String> startup = new TreeMap<>();
    for (Tuple2<String, String> entry : conf.getAll()) {
      if (StartupKeys.contains(entry._1())) {
        startup.put(entry._1(), entry._2());
      }
    }
    return startup;
  }
}
