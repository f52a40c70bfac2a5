package dev.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testkit.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --proxy-user} where Hadoop is not secured: it must still allow it. */
@Tag("yarn")
class YarnProxyUserIT {
  private static TestYarn yarn;
  private static Path program;

  @BeforeAll
  static void startCluster() throws IOException {
    yarn = TestYarn.start(1, 6, 6144);
    yarn.makeHome("alice");
    program =
        Files.writeString(
            yarn.sandbox().folder().resolve("files.py"),
            """
            import sys
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            assert spark.sparkContext.sparkUser() == "alice"
            spark.range(10).repartition(1).write.parquet(sys.argv[1])
            """);
  }

  @AfterAll
  static void stopCluster() {
    yarn.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"client", "cluster"})
  void theApplicationAndItsFilesAreSomebodyElses(String mode) {
    yarn.succeed(
        "submit",
        "--master",
        "yarn",
        "--deploy-mode",
        mode,
        "--num-executors",
        "1",
        "--proxy-user",
        "alice",
        program.toString(),
        mode);
    Run list = yarn.hadoop().fileSystem("-ls", "/user/alice/" + mode);
    assertThat(list.exitCode()).as("%s", list).isZero();
    assertThat(list.stdout().lines().filter(line -> line.contains(".parquet")))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).contains(" alice "));
  }
}
