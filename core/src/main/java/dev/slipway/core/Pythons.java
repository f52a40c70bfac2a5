package dev.slipway.core;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Which Python is meant, by Spark's precedence of variables. */
public final class Pythons {
  private Pythons() {}

  /** The one that drivers run on. */
  public static String named(Map<String, String> environment) {
    return candidates(environment).get(0);
  }

  /** Where pyspark may be installed; the first may be a notebook's launcher. */
  public static List<String> candidates(Map<String, String> environment) {
    return Stream.of(
            environment.getOrDefault("PYSPARK_DRIVER_PYTHON", ""),
            environment.getOrDefault("PYSPARK_PYTHON", ""),
            "python3")
        .filter(python -> !python.isEmpty())
        .distinct()
        .toList();
  }
}
