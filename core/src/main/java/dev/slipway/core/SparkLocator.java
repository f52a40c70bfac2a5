package dev.slipway.core;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.launch.SparkInstallation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Finds Spark: {@code SPARK_HOME}; else the installed pyspark; else the copy in the cache folder,
 * fetched once.
 */
public final class SparkLocator {
  // Looks the package up without importing it, which would take a second.
  private static final String FIND_PYSPARK =
      "import importlib.util as u; s = u.find_spec('pyspark'); "
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
   * @throws SlipwayException SPARK_VERSION for a Spark that is named or installed but is not 4.2.x;
   *     SPARK_MISSING, PYTHON_MISSING when none is there and none can be fetched
   */
  public Found find() {
    return findHere()
        .orElseGet(
            () ->
                new Found(SparkInstallation.at(fetcher.fetch()), "fetched into the cache folder"));
  }

  /** As {@link #find}, without fetching. */
  public Optional<Found> findHere() {
    String home = environment.getOrDefault("SPARK_HOME", "");
    if (!home.isEmpty()) {
      return Optional.of(new Found(SparkInstallation.at(Path.of(home)), "SPARK_HOME"));
    }
    Optional<Path> installed = installedPyspark();
    if (installed.isPresent()) {
      return Optional.of(new Found(SparkInstallation.at(installed.get()), "the installed pyspark"));
    }
    return fetcher
        .fetched()
        .map(folder -> new Found(SparkInstallation.at(folder), "fetched into the cache folder"));
  }

  private Optional<Path> installedPyspark() {
    String python = Pythons.named(environment);
    try {
      Process process =
          new ProcessBuilder(python, "-c", FIND_PYSPARK)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String answer =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return Optional.empty();
      }
      return Optional.of(answer)
          .filter(text -> !text.isEmpty())
          .map(Path::of)
          .filter(folder -> Files.isDirectory(folder.resolve("jars")));
    } catch (IOException noPython) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SlipwayException(
          ErrorCode.SYSTEM, "interrupted while looking for pyspark", "try again", e);
    }
  }
}
