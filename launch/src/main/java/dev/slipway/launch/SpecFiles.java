package dev.slipway.launch;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.DeployMode;
import dev.slipway.api.MainResource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The places of a specification that name files. */
public final class SpecFiles {
  /** Comma-separated; an item may have a {@code #fragment}. */
  private static final List<String> LISTS =
      List.of(
          "spark.jars",
          "spark.files",
          "spark.archives",
          "spark.submit.pyFiles",
          ClientFolders.PROPERTY);

  private SpecFiles() {}

  /**
   * @param each gets a URI without fragment; several results stay side by side
   */
  public static ApplicationSpec rewrite(
      ApplicationSpec spec, Function<String, Stream<String>> each) {
    Map<String, String> properties = new HashMap<>(spec.properties());
    for (String key : LISTS) {
      properties.computeIfPresent(key, (same, list) -> list(list, each));
    }
    return with(
        spec, main(spec.main(), uri -> each.apply(uri).findFirst().orElse(uri)), properties);
  }

  /** The same application in cluster mode, with these properties. */
  public static ApplicationSpec with(ApplicationSpec spec, Map<String, String> properties) {
    return with(spec, spec.main(), properties);
  }

  private static ApplicationSpec with(
      ApplicationSpec spec, MainResource main, Map<String, String> properties) {
    return new ApplicationSpec(
        spec.name(),
        spec.master(),
        DeployMode.CLUSTER,
        main,
        spec.arguments(),
        properties,
        spec.verbose());
  }

  private static String list(String items, Function<String, Stream<String>> each) {
    return Stream.of(items.split(","))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .flatMap(item -> item(item, each))
        .collect(Collectors.joining(","));
  }

  private static Stream<String> item(String item, Function<String, Stream<String>> each) {
    int hash = item.lastIndexOf('#');
    String fragment = hash < 0 ? "" : item.substring(hash);
    return each.apply(hash < 0 ? item : item.substring(0, hash)).map(uri -> uri + fragment);
  }

  private static MainResource main(MainResource main, UnaryOperator<String> each) {
    if (main instanceof MainResource.Jar jar) {
      return new MainResource.Jar(each.apply(jar.uri()), jar.mainClass());
    }
    if (main instanceof MainResource.Python program) {
      return new MainResource.Python(each.apply(program.uri()));
    }
    return main;
  }
}
