package dev.slipway.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.wire.Json;
import dev.slipway.cli.Workplace;
import dev.slipway.launch.Folders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DoctorCommandTest {
  @TempDir private Path folder;

  @Test
  void aWrongSparkIsMissingAndSaysWhatMendsIt() throws IOException {
    Path jars = Files.createDirectories(folder.resolve("spark/jars"));
    Files.writeString(jars.resolve("spark-core_2.13-3.5.6.jar"), "");

    Report report = doctor(Map.of("SPARK_HOME", folder.resolve("spark").toString()));

    assertThat(report.code()).isEqualTo(1);
    assertThat(report.finding("Spark")).containsEntry("status", "missing");
    assertThat(report.finding("Spark").get("found").toString()).contains("3.5.6");
    assertThat(report.finding("Spark").get("mend").toString()).contains("SPARK_HOME");
  }

  @Test
  void aPythonThatCannotRunIsMissing() {
    Report report = doctor(Map.of("PYSPARK_PYTHON", "/no/such/python"));

    assertThat(report.code()).isEqualTo(1);
    assertThat(report.finding("Python")).containsEntry("status", "missing");
  }

  @Test
  void theJavaThatRunsThisIsFound() {
    assertThat(doctor(Map.of()).finding("Java").get("found").toString())
        .startsWith(System.getProperty("java.version"));
  }

  private record Report(int code, Map<String, Map<?, ?>> findings) {
    Map<String, Object> finding(String what) {
      return findings.get(what).entrySet().stream()
          .collect(Collectors.toMap(e -> e.getKey().toString(), Map.Entry::getValue));
    }
  }

  private Report doctor(Map<String, String> variables) {
    Map<String, String> environment = new java.util.HashMap<>(variables);
    environment.put("PATH", System.getenv("PATH"));
    Workplace workplace =
        new Workplace(
            environment, new Folders(folder.resolve("s"), folder.resolve("c")), folder, false);
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    int code;
    try {
      code = new CommandLine(new DoctorCommand(workplace)).execute("--output", "json");
    } finally {
      System.setOut(before);
    }
    Map<?, ?> report = (Map<?, ?>) Json.parse(out.toString(StandardCharsets.UTF_8));
    assertThat(report.get("healthy")).isEqualTo(code == 0);
    return new Report(
        code,
        ((List<?>) report.get("findings"))
            .stream()
                .map(finding -> (Map<?, ?>) finding)
                .collect(Collectors.toMap(f -> f.get("what").toString(), f -> f)));
  }
}
