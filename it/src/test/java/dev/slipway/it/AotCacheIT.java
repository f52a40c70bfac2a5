package dev.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.testkit.Run;
import dev.slipway.testkit.Sandbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** On a Java with an AOT cache: command line and driver start from theirs. */
@Tag("local")
class AotCacheIT {
  private static final Path JDK = Path.of("/usr/lib/jvm/temurin-25-jdk-amd64");

  @Test
  void theCommandLineAndADriverStartFromTheirs() {
    assumeTrue(Files.isDirectory(JDK), "no JDK 25 in " + JDK);
    try (Sandbox sandbox = Sandbox.create()) {
      assertThat(slipway(sandbox, "archive", "build").exitCode()).isZero();
      Run version = slipway(sandbox, "--version");
      assertThat(version.exitCode()).as("%s", version).isZero();
      assertThat(version.stdout()).contains("Java 25");
      assertThat(version.stderr()).isEmpty();
      assertThat(slipway(sandbox, "archive", "status").stdout()).contains("in use");
      Run pi =
          slipway(
              sandbox,
              "submit",
              "--master",
              "local[2]",
              "--class",
              "dev.slipway.examples.Pi",
              Examples.jar().toString());
      assertThat(pi.exitCode()).as("%s", pi).isZero();
      assertThat(pi.stdout()).contains("Pi is roughly");
    }
  }

  /** With a cache folder of its own: the other tests' archives are for their Java. */
  private static Run slipway(Sandbox sandbox, String... words) {
    List<String> command = new ArrayList<>(List.of("./slipway"));
    command.addAll(List.of(words));
    Run run =
        sandbox.run(
            command,
            Map.of(
                "JAVA_HOME",
                JDK.toString(),
                "SLIPWAY_HOME",
                sandbox.folder().resolve("jdk-25").toString()));
    run.exitCode();
    return run;
  }
}
