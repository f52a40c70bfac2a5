package dev.slipway.core;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.launch.SparkInstallation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds Spark: {@code SPARK_HOME}; else an installed pyspark 4.2.x; else the copy in the cache
 * folder, fetched once.
 */
public final class SparkLocator {
  // Looks the package up without importing it, which would take a second; not in the current
  // folder.
  private static final String FIND_PYSPARK =
      "import sys; sys.path[:] = [p for p in sys.path if p]\n"
          + "import importlib.util as u; s = u.find_spec('pyspark')\n"
          + "print(s.submodule_search_locations[0] if s and s.submodule_search_locations else '')";

  private final Map<String, String> environment;
  private final SparkFetcher fetcher;

  public SparkLocator(Map<String, String> environment, SparkFetcher fetcher) {
    this.environment = environment;
    this.fetcher = fetcher;
  }

  /** Where Spark was found, and how. */
  public record Found(SparkInstallation spark, String how) {}

  /**
   * @throws SlipwayException SPARK_MISSING or SPARK_VERSION for a SPARK_HOME that is not Spark
   *     4.2.x; SPARK_MISSING, PYTHON_MISSING when there is none and none can be fetched
   */
  public Found find() {
    return findHere().orElseGet(() -> cached(fetcher.fetch()));
  }

  /** As {@link #find}, without fetching. */
  public Optional<Found> findHere() {
    String home = environment.getOrDefault("SPARK_HOME", "");
    if (!home.isEmpty()) {
      return Optional.of(new Found(SparkInstallation.at(Path.of(home)), "SPARK_HOME"));
    }
    return Pythons.candidates(environment).stream()
        .map(SparkLocator::installed)
        .flatMap(Optional::stream)
        .findFirst()
        .or(() -> fetcher.fetched().map(SparkLocator::cached));
  }

  private static Optional<Found> installed(String python) {
    return ShortCommand.output(List.of(python, "-c", FIND_PYSPARK))
        .filter(folder -> !folder.isEmpty())
        .map(Path::of)
        .filter(folder -> Files.isDirectory(folder.resolve("jars")))
        .flatMap(SparkLocator::ifRightVersion)
        .map(spark -> new Found(spark, "the pyspark of " + python));
  }

  /** A pyspark of another version, which nobody named, is no reason to refuse. */
  private static Optional<SparkInstallation> ifRightVersion(Path folder) {
    try {
      return Optional.of(SparkInstallation.at(folder));
    } catch (SlipwayException e) {
      if (e.code() == ErrorCode.SPARK_VERSION || e.code() == ErrorCode.SPARK_MISSING) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static Found cached(Path folder) {
    return new Found(SparkInstallation.at(folder), "Slipway's copy");
  }
}
