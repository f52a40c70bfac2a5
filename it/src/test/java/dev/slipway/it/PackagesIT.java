package dev.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.testkit.Run;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code --packages} from a repository in a folder, on the driver's and the executors' paths. */
@Tag("slipway")
class PackagesIT {
  private static final String PROGRAM =
      """
      import numbers_of_ours
      from pyspark.sql import SparkSession
      spark = SparkSession.builder.getOrCreate()
      loader = spark._jvm.Thread.currentThread().getContextClassLoader()
      print('resource', loader.getResource('numbers_of_ours.py') is not None)
      def twice(x):
          import numbers_of_ours
          return numbers_of_ours.twice(x)
      print('sum', spark.sparkContext.parallelize(range(10), 2).map(twice).sum())
      """;

  private static TestCluster cluster;
  private static Path repository;

  @BeforeAll
  static void start() throws IOException {
    cluster = TestCluster.start(1, 2, "4g");
    repository = cluster.sandbox().folder().resolve("repository");
    add(
        "upper",
        "<dependency><groupId>org.ours</groupId><artifactId>lower</artifactId><version>1</version></dependency>",
        "");
    add("lower", "", "def twice(x): return 2 * x\n");
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void reachDriverAndExecutorsInClientMode() {
    Run run = submit("client");
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.stdout()).contains("resource True", "sum 90");
  }

  @Test
  void reachDriverAndExecutorsInClusterMode() {
    Run run = submit("cluster");
    assertThat(run.exitCode()).as("%s", run).isZero();
    Run logs = cluster.succeed("logs", TestCluster.id(run));
    assertThat(logs.stdout()).contains("resource True", "sum 90");
    await("cores to be free")
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(cluster.usedCores()).isZero());
  }

  /** The variable stands in for Maven's default repository, so that no network is asked. */
  private static Run submit(String mode) {
    return cluster
        .sandbox()
        .run(
            List.of(
                "./slipway",
                "submit",
                "--master",
                cluster.master(),
                "--deploy-mode",
                mode,
                "--num-executors",
                "1",
                "--executor-memory",
                "512m",
                "--packages",
                "org.ours:upper:1",
                cluster.python(PROGRAM).toString()),
            Map.of("DEFAULT_ARTIFACT_REPOSITORY", repository.toUri().toString()));
  }

  /** A jar with a Python module in it, its POM and their checksums. */
  private static void add(String name, String dependency, String module) throws IOException {
    Path folder =
        Files.createDirectories(repository.resolve("org/ours").resolve(name).resolve("1"));
    checksum(
        Files.writeString(
            folder.resolve(name + "-1.pom"),
            "<project><modelVersion>4.0.0</modelVersion><groupId>org.ours</groupId><artifactId>%s</artifactId><version>1</version><dependencies>%s</dependencies></project>"
                .formatted(name, dependency)));
    Path jar = folder.resolve(name + "-1.jar");
    try (OutputStream out = Files.newOutputStream(jar);
        ZipOutputStream entries = new ZipOutputStream(out)) {
      entries.putNextEntry(new ZipEntry(module.isEmpty() ? "empty.txt" : "numbers_of_ours.py"));
      entries.write(module.getBytes(StandardCharsets.UTF_8));
    }
    checksum(jar);
  }

  private static void checksum(Path file) throws IOException {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-1").digest(Files.readAllBytes(file));
      Files.writeString(
          file.resolveSibling(file.getFileName() + ".sha1"),
          String.format("%040x", new BigInteger(1, digest)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
