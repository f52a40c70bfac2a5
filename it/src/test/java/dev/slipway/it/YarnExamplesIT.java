package dev.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testkit.Checkout;
import dev.slipway.testkit.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Spark's own Python examples on YARN, in both modes: what they print on Spark's own local[2]. */
@Tag("yarn")
class YarnExamplesIT {
  private static TestYarn yarn;

  @BeforeAll
  static void startCluster() {
    yarn = TestYarn.start(1, 8, 6144);
  }

  @AfterAll
  static void stopCluster() {
    yarn.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"client", "cluster"})
  void wordsAreCountedAndNumbersSorted(String mode) throws IOException {
    Path folder = Files.createTempDirectory(yarn.sandbox().folder(), "input");
    String text = uri(Files.writeString(folder.resolve("text"), "to be or not to be\n"));
    String numbers = uri(Files.writeString(folder.resolve("numbers"), "5 3\n9\n1 4\n"));
    assertThat(lines(mode, "wordcount.py", text))
        .containsExactlyInAnyOrderElementsOf(peer("wordcount.py", text));
    assertThat(lines(mode, "sort.py", numbers)).isEqualTo(peer("sort.py", numbers));
  }

  @ParameterizedTest
  @ValueSource(strings = {"client", "cluster"})
  void piIsPlausible(String mode) {
    assertThat(lines(mode, "pi.py", "2").get(0)).matches("Pi is roughly 3\\.[01].*");
  }

  private static List<String> lines(String mode, String example, String argument) {
    Run run = yarn.submit(mode, path(example), argument);
    assertThat(run.exitCode()).as("%s", run).isZero();
    return yarn.output(mode, run).lines().toList();
  }

  private static List<String> peer(String example, String argument) {
    List<String> command =
        new ArrayList<>(List.of(Checkout.sparkHome().resolve("bin/spark-submit").toString()));
    command.addAll(List.of("--master", "local[2]", path(example).toString(), argument));
    Run run = yarn.sandbox().run(command, Map.of());
    assertThat(run.exitCode()).as("%s", run).isZero();
    return run.stdout().lines().toList();
  }

  private static Path path(String example) {
    return Checkout.sparkHome().resolve("examples/src/main/python").resolve(example);
  }

  /** A bare path is one of HDFS here. */
  private static String uri(Path file) {
    return "file://" + file;
  }
}
