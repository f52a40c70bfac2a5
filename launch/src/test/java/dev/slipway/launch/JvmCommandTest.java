package dev.slipway.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.JvmSpec;
import dev.slipway.api.Memory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JvmCommandTest {
  private final JvmCommand command =
      new JvmCommand(
          new JavaRuntime(Path.of("/java")),
          new SparkInstallation(
              Path.of("/spark"),
              "4.2.0",
              List.of(Path.of("/spark/a.jar"), Path.of("/spark/b.jar"))),
          Path.of("/runtime.jar"));

  @Test
  void partsAreInTheirOrder() {
    List<String> built =
        command.build(
            spec(JvmSpec.Role.EXECUTOR, 2, List.of("-Da=user"), "/extra"),
            List.of(Path.of("/conf")));

    assertThat(built).startsWith("/java/bin/java").containsAll(JavaModuleOptions.all());
    assertThat(built)
        .containsSubsequence(
            "-XX:ActiveProcessorCount=2",
            "-XX:+UseG1GC",
            "-XX:Tier4InvocationThreshold=50000",
            "-Da=ours",
            "-Db=ours",
            "-Da=user",
            "-Xmx512m",
            "-cp",
            "/extra:/spark/a.jar:/spark/b.jar:/runtime.jar:/conf",
            "dev.slipway.spark.ExecutorMain",
            "one",
            "two");
  }

  @Test
  void withoutCoresTheJvmCountsForItself() {
    assertThat(command.build(spec(JvmSpec.Role.DRIVER, 0, List.of(), ""), List.of()))
        .noneMatch(word -> word.contains("ActiveProcessorCount"))
        .contains("/spark/a.jar:/spark/b.jar:/runtime.jar", "dev.slipway.spark.DriverMain");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-XX:+UseZGC", "-XX:+UseSerialGC", "-XX:+UseParallelGC"})
  void theUsersCollectorIsLeftAlone(String collector) {
    assertThat(command.build(spec(JvmSpec.Role.DRIVER, 1, List.of(collector), ""), List.of()))
        .contains(collector)
        .doesNotContain("-XX:+UseG1GC");
  }

  private static JvmSpec spec(
      JvmSpec.Role role, int cores, List<String> options, String extraClassPath) {
    return new JvmSpec(
        role,
        Memory.ofMebibytes(512),
        cores,
        options,
        Map.of("b", "ours", "a", "ours"),
        extraClassPath,
        "",
        Map.of(),
        List.of("one", "two"));
  }
}
