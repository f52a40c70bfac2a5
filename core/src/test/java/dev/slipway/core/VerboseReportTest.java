package dev.slipway.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.ApplicationSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VerboseReportTest {

  @Test
  void hasSparksLinesAndNoSecret() {
    String report =
        report(
            "--master",
            "local[2]",
            "--name",
            "n",
            "-c",
            "spark.my.password=pssst",
            "--driver-java-options",
            "-Dtoken=pssst",
            "hdfs://h/a.py",
            "1",
            "2");

    assertThat(report)
        .startsWith("Parsed arguments:\n")
        .contains("\n  master                  local[2]\n")
        .contains("\n  deployMode              client\n")
        .contains("\n  executorMemory          null\n")
        .contains("\n  primaryResource         hdfs://h/a.py\n")
        .contains("\n  childArgs               [1 2]\n")
        .contains("\n  spark.my.password=" + Redaction.HIDDEN + "\n")
        .contains("\n  driverExtraJavaOptions  " + Redaction.HIDDEN + "\n")
        .doesNotContain("pssst");
  }

  private static String report(String... words) {
    SubmitArguments arguments = SubmitArguments.parse(List.of(words));
    ApplicationSpec spec =
        new Submission(Map.of(), Optional.empty(), line -> {}).specify(arguments);
    return VerboseReport.of(arguments, spec);
  }
}
