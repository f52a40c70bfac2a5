package dev.slipway.launch;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.DeployMode;
import dev.slipway.api.MainResource;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The places of a specification that name files. */
public final class SpecFiles {
  /** What a file is to its application. */
  public enum Place {
    MAIN,
    JARS,
    FILES,
    ARCHIVES,
    PY_FILES,
    CONFIGURATION
  }

  /** What stands in the place of one item. */
  public interface Rewriting {
    /**
     * @param fragment with its {@code #}, or empty
     * @return items with their fragments; several stay side by side
     */
    Stream<String> of(Place place, String uri, String fragment);
  }

  /** Comma-separated; an item may have a {@code #fragment}. */
  private static final Map<Place, String> LISTS =
      new EnumMap<>(
          Map.of(
              Place.JARS, "spark.jars",
              Place.FILES, "spark.files",
              Place.ARCHIVES, "spark.archives",
              Place.PY_FILES, "spark.submit.pyFiles",
              Place.CONFIGURATION, ClientFolders.PROPERTY));

  private SpecFiles() {}

  /**
   * @param each gets a URI without fragment; several results stay side by side
   */
  public static ApplicationSpec rewrite(
      ApplicationSpec spec, Function<String, Stream<String>> each) {
    return rewrite(
        spec, (place, uri, fragment) -> each.apply(uri).map(result -> result + fragment));
  }

  /** In the order of {@link Place}. */
  public static ApplicationSpec rewrite(ApplicationSpec spec, Rewriting each) {
    MainResource main =
        main(spec.main(), uri -> each.of(Place.MAIN, uri, "").findFirst().orElse(uri));
    Map<String, String> properties = new HashMap<>(spec.properties());
    LISTS.forEach(
        (place, key) ->
            properties.computeIfPresent(key, (same, items) -> list(place, items, each)));
    return with(spec, main, properties);
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

  private static String list(Place place, String items, Rewriting each) {
    return Stream.of(items.split(","))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .flatMap(item -> item(place, item, each))
        .collect(Collectors.joining(","));
  }

  private static Stream<String> item(Place place, String item, Rewriting each) {
    int hash = item.lastIndexOf('#');
    return hash < 0
        ? each.of(place, item, "")
        : each.of(place, item.substring(0, hash), item.substring(hash));
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
