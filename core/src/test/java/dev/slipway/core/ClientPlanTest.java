package dev.slipway.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.wire.RecordCodec;
import dev.slipway.launch.DriverLaunch;
import dev.slipway.launch.JavaRuntime;
import dev.slipway.launch.SparkInstallation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientPlanTest {
  @TempDir private Path folder;
  private Path spark;
  private Path configuration;
  private String script;

  @BeforeEach
  void make() throws IOException {
    spark = FakeSpark.in(folder.resolve("spark"), "4.2.0");
    configuration = Files.createDirectories(folder.resolve("conf"));
    script = Files.writeString(folder.resolve("app.py"), "").toString();
  }

  @Test
  void theSpecificationIsOnDescriptorThreeAndNowhereElse() {
    LaunchPlan plan = plan(Map.of(), "-c", "spark.ssl.keyPassword=pssst", script, "x");

    ApplicationSpec spec = RecordCodec.decode(ApplicationSpec.class, plan.input());
    assertThat(spec.properties()).containsEntry("spark.ssl.keyPassword", "pssst");
    assertThat(plan.command()).endsWith("dev.slipway.spark.DriverMain", "/dev/fd/3");
    assertThat(plan.command().toString() + plan.environment()).doesNotContain("pssst");
  }

  @Test
  void theDriversEnvironmentIsTheClientsAndWhatSparkNeeds() {
    LaunchPlan plan =
        plan(Map.of("LD_LIBRARY_PATH", "/have"), "--driver-library-path", "/want", script);

    assertThat(plan.environment())
        .isEqualTo(
            Map.of(
                "LD_LIBRARY_PATH", "/have:/want",
                "PYTHONHASHSEED", "0",
                "SLIPWAY_RUNTIME_JAR", "/runtime.jar",
                "SPARK_CONF_DIR", configuration.toString(),
                "SPARK_HOME", spark.toString(),
                "SPARK_SCALA_VERSION", "2.13"));
  }

  @Test
  void javaOptionsAreInSparksOrderAndTheHeapComesLast() throws IOException {
    Files.writeString(configuration.resolve("java-opts"), "-Dx=file\n-Dy='a b'\n");

    List<String> command =
        plan(
                Map.of("SPARK_SUBMIT_OPTS", "-Dx=submit -Xmx1m"),
                "--driver-java-options",
                "-Dx=extra",
                "-c",
                "spark.driver.defaultJavaOptions=-Dx=default",
                "--driver-memory",
                "3g",
                script)
            .command();

    assertThat(command)
        .containsSubsequence(
            "-Dderby.connection.requireAuthentication=false",
            "-Dx=file",
            "-Dy=a b",
            "-Dx=submit",
            "-Xmx1m",
            "-Dx=default",
            "-Dx=extra",
            "-Xmx3072m",
            "-cp");
    assertThat(command).noneMatch(word -> word.startsWith("-XX:ActiveProcessorCount"));
  }

  @Test
  void theHeapIsAGigabyteUnlessSomebodySaysOtherwise() {
    assertThat(plan(Map.of(), script).command()).contains("-Xmx1024m");
    assertThat(plan(Map.of("SPARK_DRIVER_MEMORY", "2g"), script).command()).contains("-Xmx2048m");
  }

  @Test
  void theClassPathIsExtraSparkOursAndConfiguration() {
    List<String> command =
        plan(
                Map.of(
                    "HADOOP_CONF_DIR", "/hadoop",
                    "YARN_CONF_DIR", "",
                    "SPARK_DIST_CLASSPATH", "/dist/*::/more.jar"),
                "--driver-class-path",
                "/first.jar:/second",
                "-c",
                "spark.driver.defaultExtraClassPath=/third",
                script)
            .command();

    assertThat(command.get(command.indexOf("-cp") + 1).split(":"))
        .containsExactly(
            "/first.jar",
            "/second",
            "/third",
            spark.resolve("jars/a-4.2.0.jar").toString(),
            spark.resolve("jars/spark-core_2.13-4.2.0.jar").toString(),
            "/runtime.jar",
            configuration.toString(),
            "/hadoop",
            "/dist/*",
            "/more.jar");
  }

  private LaunchPlan plan(Map<String, String> environment, String... words) {
    ApplicationSpec spec =
        new Submission(environment, Optional.of(configuration), line -> {})
            .specify(SubmitArguments.parse(new ArrayList<>(List.of(words))));
    DriverLaunch launch =
        new DriverLaunch(
            environment,
            JavaRuntime.find(Map.of()),
            SparkInstallation.at(spark),
            Path.of("/runtime.jar"),
            Optional.empty());
    return LaunchPlan.of(spec, launch, Optional.of(configuration));
  }
}
