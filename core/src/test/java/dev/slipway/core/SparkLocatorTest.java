package dev.slipway.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkLocatorTest {
  @TempDir private Path folder;

  @Test
  void theNamedSparkComesFirst() {
    Path named = FakeSpark.in(folder.resolve("named"), "4.2.0");
    Path installed = FakeSpark.in(folder.resolve("installed"), "4.2.1");

    SparkLocator.Found found =
        locator(Map.of("SPARK_HOME", named.toString(), "PYSPARK_PYTHON", python(installed))).find();

    assertThat(found.spark().home()).isEqualTo(named);
    assertThat(found.how()).isEqualTo("SPARK_HOME");
  }

  @Test
  void theNamedSparkIsRefusedByItsVersion() {
    Path named = FakeSpark.in(folder.resolve("named"), "3.5.6");

    Refused.with(
            ErrorCode.SPARK_VERSION, () -> locator(Map.of("SPARK_HOME", named.toString())).find())
        .contains("3.5.6")
        .contains(named.toString());
    Refused.with(
            ErrorCode.SPARK_MISSING, () -> locator(Map.of("SPARK_HOME", folder.toString())).find())
        .contains(folder.toString());
  }

  @Test
  void anInstalledPysparkComesNext() {
    Path installed = FakeSpark.in(folder.resolve("installed"), "4.2.0");
    FakeSpark.in(copy(), "4.2.0");

    SparkLocator.Found found =
        locator(
                Map.of(
                    "PYSPARK_DRIVER_PYTHON",
                    "/no/such/jupyter",
                    "PYSPARK_PYTHON",
                    python(installed)))
            .find();

    assertThat(found.spark().home()).isEqualTo(installed);
  }

  @Test
  void anInstalledPysparkOfAnotherVersionIsPassedOver() {
    Path installed = FakeSpark.in(folder.resolve("installed"), "3.5.6");
    FakeSpark.in(copy(), "4.2.0");

    SparkLocator.Found found = locator(Map.of("PYSPARK_PYTHON", python(installed))).find();

    assertThat(found.spark().home()).isEqualTo(copy());
  }

  @Test
  void withoutPythonNothingCanBeFetchedAndNothingIsLeft() {
    SparkFetcher fetcher =
        new SparkFetcher(folder.resolve("cache"), List.of("/no/such/python"), false, line -> {});

    Refused.with(ErrorCode.PYTHON_MISSING, fetcher::fetch).contains("/no/such/python");
    assertThat(fetcher.fetched()).isEmpty();
  }

  @Test
  void aFetchThatFailsLeavesNothing() {
    // Recent enough by its word, and then no Python at all.
    String liar = FakeSpark.printing(folder.resolve("liar"), "311");
    SparkFetcher fetcher =
        new SparkFetcher(folder.resolve("cache"), List.of(liar), false, line -> {});

    Refused.with(ErrorCode.SPARK_MISSING, fetcher::fetch).contains("pip");
    assertThat(folder.resolve("cache")).isDirectoryNotContaining(file -> Files.isDirectory(file));
  }

  @Test
  void whatAnotherFetchLeftIsTaken() {
    SparkFetcher fetcher =
        new SparkFetcher(folder.resolve("cache"), List.of("/no/such/python"), false, line -> {});
    FakeSpark.in(copy(), "4.2.0");

    assertThat(fetcher.fetch()).isEqualTo(copy());
  }

  private Path copy() {
    return folder.resolve("cache/spark-4.2.0/pyspark");
  }

  private String python(Path pyspark) {
    return FakeSpark.printing(folder.resolve("python"), pyspark.toString());
  }

  private SparkLocator locator(Map<String, String> environment) {
    return new SparkLocator(
        environment,
        new SparkFetcher(
            folder.resolve("cache"),
            List.of("/no/such/python"),
            false,
            line -> {
              throw new AssertionError(line);
            }));
  }
}
