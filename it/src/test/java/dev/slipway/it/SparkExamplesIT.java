package dev.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testkit.Checkout;
import dev.slipway.testkit.Run;
import dev.slipway.testkit.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Spark's own, unmodified Python examples on every manager and in both modes: where an example is
 * deterministic, exactly what Spark's own spark-submit prints; elsewhere a plausible result.
 */
@Tag("local")
@Tag("slipway")
class SparkExamplesIT {
  private static TestCluster testCluster;
  private static Sandbox sandbox;
  private static String cluster;
  private static Path text;
  private static Path numbers;
  private static Path links;

  /**
   * @param ordered whether the order of its lines is part of its result
   */
  record Case(String example, boolean ordered, List<String> arguments) {
    /** What is compared: partitions come in any order, unless the example sorts. */
    List<String> result(String output) {
      return ordered ? output.lines().toList() : output.lines().sorted().toList();
    }

    @Override
    public String toString() {
      return example;
    }
  }

  /** Where an example runs. */
  record Place(String master, String deployMode) {
    /** What its driver printed. */
    String output(Run run) {
      return deployMode.equals("client")
          ? run.stdout()
          : testCluster.succeed("logs", TestCluster.id(run)).stdout();
    }
  }

  @BeforeAll
  static void open() throws IOException {
    testCluster = TestCluster.start(2, 2, "3g");
    sandbox = testCluster.sandbox();
    cluster = testCluster.master();
    text = Files.writeString(sandbox.folder().resolve("text"), "to be or not to be\nthat is it\n");
    numbers = Files.writeString(sandbox.folder().resolve("numbers"), "5 3\n9\n1 4\n");
    links = Files.writeString(sandbox.folder().resolve("links"), "1 2\n1 3\n2 3\n3 1\n");
  }

  @AfterAll
  static void close() {
    testCluster.close();
  }

  static Stream<Case> deterministic() {
    return Stream.of(
        new Case("wordcount.py", false, List.of(text.toString())),
        new Case("sort.py", true, List.of(numbers.toString())),
        new Case("pagerank.py", false, List.of(links.toString(), "3")));
  }

  @ParameterizedTest
  @MethodSource("deterministic")
  void printsExactlyWhatSparkSubmitPrints(Case example) {
    Run peer =
        sandbox.run(
            command(
                Checkout.sparkHome().resolve("bin/spark-submit").toString(),
                new Place("local[2]", "client"),
                example),
            Map.of());
    assertThat(peer.exitCode()).as("%s", peer).isZero();
    for (Place place : places().toList()) {
      assertThat(example.result(run(place, example)))
          .as("%s", place)
          .isNotEmpty()
          .isEqualTo(example.result(peer.stdout()));
    }
  }

  @ParameterizedTest
  @MethodSource("places")
  void piIsPlausible(Place place) {
    String output = run(place, new Case("pi.py", false, List.of("2")));
    Matcher pi = Pattern.compile("Pi is roughly (\\d\\.\\d+)").matcher(output);
    assertThat(pi.find()).as("%s", output).isTrue();
    assertThat(Double.parseDouble(pi.group(1))).isBetween(3.0, 3.3);
  }

  @ParameterizedTest
  @MethodSource("places")
  void alsConverges(Place place) {
    Case als = new Case("als.py", false, List.of("20", "20", "5", "2", "2"));
    assertThat(run(place, als)).contains("Iteration 1:");
  }

  static Stream<Place> places() {
    return Stream.of(
        new Place("local[2]", "client"),
        new Place(cluster, "client"),
        new Place(cluster, "cluster"));
  }

  private static String run(Place place, Case example) {
    Run run = sandbox.run(command("bin/spark-submit", place, example), Map.of());
    assertThat(run.exitCode()).as("%s", run).isZero();
    return place.output(run);
  }

  private static List<String> command(String program, Place place, Case example) {
    Path file = Checkout.sparkHome().resolve("examples/src/main/python").resolve(example.example());
    return Stream.concat(
            Stream.of(
                program,
                "--master",
                place.master(),
                "--deploy-mode",
                place.deployMode(),
                "--driver-memory",
                "512m",
                "--executor-memory",
                "512m",
                file.toString()),
            example.arguments().stream())
        .toList();
  }
}
