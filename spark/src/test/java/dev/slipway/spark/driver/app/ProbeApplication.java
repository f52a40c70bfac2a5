package dev.slipway.spark.driver.app;

import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkApplication;

/** Spark's other kind of program, which is handed its configuration. */
public final class ProbeApplication implements SparkApplication {
  @Override
  public void start(String[] arguments, SparkConf configuration) {
    System.out.println(configuration.get("spark.app.name") + List.of(arguments));
  }
}
