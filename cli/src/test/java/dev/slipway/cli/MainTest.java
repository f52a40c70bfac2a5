package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line in a JVM of its own, as the script starts it. */
class MainTest {
  @TempDir private Path folder;

  @Test
  void submitNeverLoadsPicocli() throws Exception {
    Path jars = Files.createDirectories(folder.resolve("spark/jars"));
    Files.writeString(jars.resolve("spark-core_2.13-4.2.0.jar"), "");
    Path script = Files.writeString(folder.resolve("app.py"), "");

    String loaded = run("-Xlog:class+load:stdout", "submit", script.toString());

    assertThat(loaded.lines().filter(line -> line.contains("] dev.slipway.core.LaunchPlan ")))
        .hasSize(1);
    assertThat(loaded.lines().filter(line -> line.contains("] picocli."))).isEmpty();
    assertThat(Files.readString(folder.resolve("plan"))).contains("/dev/fd/3");
  }

  @Test
  void sparkEnvOfASparkThatNobodyNamedIsReadByAnotherRound() throws Exception {
    Path conf = Files.createDirectories(folder.resolve("spark/conf"));
    Files.writeString(conf.resolve("spark-env.sh"), "");
    Path jars = Files.createDirectories(folder.resolve("spark/jars"));
    Files.writeString(jars.resolve("spark-core_2.13-4.2.0.jar"), "");

    run("-Xlog:disable", "submit", "app.py", "x");

    assertThat(Files.readString(folder.resolve("plan")).split("\0"))
        .containsExactly(
            "",
            "1",
            "SPARK_HOME=" + folder.resolve("spark"),
            folder.resolve("slipway").toString(),
            "submit",
            "app.py",
            "x");
  }

  private String run(String option, String... arguments) throws Exception {
    List<String> command =
        Stream.concat(
                Stream.of(
                    Path.of(System.getProperty("java.home"), "bin/java").toString(),
                    option,
                    "-Dslipway.root=" + folder,
                    "-cp",
                    System.getProperty("java.class.path"),
                    "dev.slipway.cli.Main",
                    folder.resolve("plan").toString()),
                Stream.of(arguments))
            .toList();
    Path runtime = Files.createDirectories(folder.resolve("target/slipway/runtime"));
    Files.writeString(runtime.resolve("slipway-runtime.jar"), "");
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("SPARK_"));
    builder.environment().put("SLIPWAY_HOME", folder.resolve("home").toString());
    builder.environment().put("SPARK_HOME", folder.resolve("spark").toString());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
