package dev.slipway.packages;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.MainResource;
import dev.slipway.api.SlipwayException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.aether.artifact.Artifact;

/**
 * {@code spark.jars.packages} and its kin, as SparkSubmit 4.2.0 has them in client mode: resolved
 * where the submission is made, and from there on jars like those of {@code --jars}. Python gets
 * them as {@code --py-files} too, since some hold Python code.
 */
public final class Packages {
  private static final String PACKAGES = "spark.jars.packages";

  private final Map<String, String> environment;
  private final Path home;
  private final Path cache;
  private final Progress progress;

  /**
   * @param home the user's, with Maven's {@code .m2}
   * @param cache used where {@code spark.jars.ivy} names no other folder
   * @param out for people
   * @param terminal whether it is one
   */
  public Packages(
      Map<String, String> environment, Path home, Path cache, PrintStream out, boolean terminal) {
    this.environment = environment;
    this.home = home;
    this.cache = cache;
    this.progress = new Progress(out, terminal);
  }

  /**
   * Blocks while it fetches. The properties that asked for packages stay as they are: Spark's
   * {@code ADD JAR ivy://} reads them.
   *
   * @throws SlipwayException INVALID_VALUE, PACKAGE_MISSING, PACKAGE_CORRUPT,
   *     REPOSITORY_UNREACHABLE, SYSTEM
   */
  public ApplicationSpec resolve(ApplicationSpec spec) {
    List<Coordinate> wanted = Coordinate.parse(spec.property(PACKAGES, ""));
    Exclusions exclusions = Exclusions.parse(spec.property("spark.jars.excludes", ""));
    // The resolver would log to standard output, which is the application's; errors come as
    // exceptions.
    System.setProperty("slf4j.internal.verbosity", "WARN");
    System.setProperty("slf4j.provider", "org.slf4j.helpers.NOP_FallbackServiceProvider");
    Path folder = folder(spec);
    List<Artifact> artifacts =
        new Resolver(
                folder.resolve("repository"), MavenSettings.read(home.resolve(".m2")), progress)
            .resolve(
                wanted,
                exclusions,
                Repositories.of(environment, spec.property("spark.jars.repositories", "")));
    return with(spec, new JarFolder(folder.resolve("jars")).hold(artifacts));
  }

  private Path folder(ApplicationSpec spec) {
    String said = spec.property("spark.jars.ivy", "");
    return said.isBlank() ? cache : Path.of(said).toAbsolutePath();
  }

  private static ApplicationSpec with(ApplicationSpec spec, List<Path> jars) {
    Map<String, String> properties = new HashMap<>(spec.properties());
    append(properties, "spark.jars", jars);
    if (spec.isPython() || spec.main() instanceof MainResource.Internal) {
      append(properties, "spark.submit.pyFiles", jars);
    }
    return spec.with(properties);
  }

  private static void append(Map<String, String> properties, String key, List<Path> jars) {
    String all =
        Stream.concat(
                Stream.of(properties.getOrDefault(key, "")),
                jars.stream().map(jar -> jar.toUri().toString()))
            .filter(item -> !item.isBlank())
            .collect(Collectors.joining(","));
    if (!all.isEmpty()) {
      properties.put(key, all);
    }
  }
}
