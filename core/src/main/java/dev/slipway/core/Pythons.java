package dev.slipway.core;

import java.util.Map;
import java.util.stream.Stream;

/** Which Python is meant, by Spark's precedence of variables. */
public final class Pythons {
  private Pythons() {}

  public static String named(Map<String, String> environment) {
    return Stream.of("PYSPARK_DRIVER_PYTHON", "PYSPARK_PYTHON")
        .map(name -> environment.getOrDefault(name, ""))
        .filter(value -> !value.isEmpty())
        .findFirst()
        .orElse("python3");
  }
}
