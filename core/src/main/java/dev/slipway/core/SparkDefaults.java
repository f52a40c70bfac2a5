package dev.slipway.core;

import dev.slipway.api.SlipwayException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What {@code spark-defaults.conf} says. */
public final class SparkDefaults {
  private SparkDefaults() {}

  /**
   * @param configurationFolder Spark's, where there is one
   * @return nothing where there is no such file
   * @throws SlipwayException INVALID_VALUE
   */
  public static Map<String, String> in(Optional<Path> configurationFolder) {
    return configurationFolder
        .map(folder -> folder.resolve("spark-defaults.conf"))
        .filter(Files::isRegularFile)
        .map(PropertiesFile::read)
        .orElseGet(Map::of);
  }
}
