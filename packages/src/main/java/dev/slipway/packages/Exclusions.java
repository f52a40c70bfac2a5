package dev.slipway.packages;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.collection.DependencyCollectionContext;
import org.eclipse.aether.collection.DependencySelector;
import org.eclipse.aether.graph.Dependency;

/**
 * What is left out with everything that only it needs, also where it was asked for itself: Spark's
 * own jars, by the list in Spark 4.2.0's {@code MavenUtils}, Scala's library, and what the user
 * says. Patterns as Ivy's globs: {@code *} and {@code ?}.
 */
record Exclusions(List<Pattern> patterns) implements DependencySelector {
  // The underscore tells spark-streaming_2.13 from spark-streaming-kafka-0-10_2.13.
  private static Stream<String> sparksOwn() {
    return Stream.of(
            "catalyst",
            "core",
            "graphx",
            "kvstore",
            "launcher",
            "mllib",
            "mllib-local",
            "network-common",
            "network-shuffle",
            "repl",
            "sketch",
            "sql",
            "streaming",
            "tags",
            "unsafe")
        .map(component -> "org.apache.spark:spark-" + component + "_*");
  }

  /**
   * @param list comma-separated {@code group:artifact}
   * @throws SlipwayException INVALID_VALUE
   */
  static Exclusions parse(String list) {
    Stream<String> users = Coordinate.items(list).map(Exclusions::check);
    return new Exclusions(
        Stream.of(Stream.of("*:scala-library"), sparksOwn(), users)
            .flatMap(all -> all)
            .map(Exclusions::glob)
            .toList());
  }

  @Override
  public boolean selectDependency(Dependency dependency) {
    Artifact artifact = dependency.getArtifact();
    String name = artifact.getGroupId() + ":" + artifact.getArtifactId();
    return !dependency.getScope().equals("system")
        && patterns.stream().noneMatch(pattern -> pattern.matcher(name).matches());
  }

  @Override
  public DependencySelector deriveChildSelector(DependencyCollectionContext context) {
    return this;
  }

  private static String check(String item) {
    List<String> parts = Coordinate.parts(item, 2);
    if (parts.isEmpty()) {
      throw new SlipwayException(
          ErrorCode.INVALID_VALUE,
          "'" + item + "' in spark.jars.excludes is not of the form group:artifact",
          "for example --exclude-packages org.slf4j:slf4j-api");
    }
    return String.join(":", parts);
  }

  private static Pattern glob(String text) {
    return Pattern.compile(
        text.chars()
            .mapToObj(
                c ->
                    switch (c) {
                      case '*' -> ".*";
                      case '?' -> ".";
                      default -> Pattern.quote(Character.toString(c));
                    })
            .collect(Collectors.joining()));
  }
}
