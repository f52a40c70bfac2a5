package dev.slipway.spark.driver;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.DeployMode;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.MainResource;
import dev.slipway.api.SlipwayException;
import dev.slipway.launch.LaidFiles;
import dev.slipway.launch.Secrets;
import dev.slipway.spark.scheduler.SparksFolder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.PythonRunner;
import org.apache.spark.util.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Resolves an application's files as SparkSubmit 4.2.0 does where the driver runs ({@code
 * prepareSubmitEnvironment}): patterns and schemes through Hadoop's file systems, remote code
 * fetched to this machine, and the properties rewritten to what driver and executors see.
 */
final class Dependencies {
  private final SparkConf configuration;
  private final Fetcher fetcher;
  private final boolean laid;

  private Dependencies(SparkConf configuration, Fetcher fetcher, boolean laid) {
    this.configuration = configuration;
    this.fetcher = fetcher;
    this.laid = laid;
  }

  /**
   * @param configuration rewritten in place
   * @param downloads an empty folder
   * @param laid whether the manager lays files into containers: Spark then has nothing to
   *     distribute but the program's own jar of this machine
   * @throws SlipwayException RESOURCE_MISSING, MAIN_CLASS_MISSING
   */
  static UserCode resolve(
      ApplicationSpec spec, SparkConf configuration, Path downloads, boolean laid) {
    return new Dependencies(configuration, new Fetcher(configuration, downloads), laid)
        .resolve(spec.main(), spec.deployMode());
  }

  private UserCode resolve(MainResource main, DeployMode mode) {
    if (laid) {
      expectLaid(mode);
    }
    List<String> jars = expand("spark.jars");
    List<String> pyFiles = expand("spark.submit.pyFiles");
    List<String> files = concat(expand("spark.files"), pyFiles);
    List<String> archives = expand("spark.archives");
    List<String> localJars = fetcher.fetch(jars);
    List<String> localPyFiles =
        fetcher.fetch(pyFiles).stream().map(Dependencies::pythonPath).toList();
    put("spark.repl.local.jars", localJars);
    put("spark.submit.pyFiles", localPyFiles);
    switch (mode) {
      case CLIENT -> put("spark.jars", uris(concat(sparks(jars), ownJar(main))));
      case CLUSTER -> {
        put("spark.jars", uris(concat(sparks(jars), sparks(ownJar(main)))));
        new WorkingFolder(Path.of(""), fetcher).lay(sparks(files), sparks(archives));
      }
    }
    put("spark.files", uris(sparks(files)));
    put("spark.archives", uris(sparks(archives)));
    return code(main, localJars, localPyFiles);
  }

  /** In a container they are links of these names, which a look would follow. */
  private void expectLaid(DeployMode mode) {
    Function<String, List<String>> listed =
        switch (mode) {
          case CLIENT -> this::expand;
          case CLUSTER -> key -> Fetcher.split(configuration.get(key, ""));
        };
    List<String> files = concat(listed.apply("spark.files"), listed.apply("spark.submit.pyFiles"));
    SparksFolder.expects(
        System.getProperties(), LaidFiles.of(files), LaidFiles.of(listed.apply("spark.archives")));
  }

  /** What Spark is to distribute. */
  private List<String> sparks(List<String> uris) {
    return laid ? LaidFiles.without(uris) : uris;
  }

  private UserCode code(MainResource main, List<String> jars, List<String> pyFiles) {
    if (main instanceof MainResource.Jar jar) {
      String file = fetchMain(jar.uri());
      String mainClass = jar.mainClass().orElseGet(() -> manifestsClass(jar.uri(), file));
      return new UserCode(mainClass, "", pyFiles, concat(List.of(file), jars));
    }
    if (main instanceof MainResource.Python program) {
      return new UserCode("", pythonPath(fetchMain(program.uri())), pyFiles, jars);
    }
    return new UserCode(((MainResource.Internal) main).mainClass(), "", pyFiles, jars);
  }

  /** In client mode the driver is here, so that a {@code local:} program must be here too. */
  private String fetchMain(String uri) {
    String local = fetcher.fetch(uri);
    Fetcher.requireFile(Utils.resolveURI(local));
    return local;
  }

  private List<String> expand(String key) {
    return fetcher.expand(configuration.get(key, ""));
  }

  private void put(String key, List<String> values) {
    if (values.isEmpty()) {
      configuration.remove(key);
    } else {
      configuration.set(key, String.join(",", values));
    }
  }

  private static List<String> ownJar(MainResource main) {
    return main instanceof MainResource.Jar jar ? List.of(jar.uri()) : List.of();
  }

  private static List<String> concat(List<String> first, List<String> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }

  private static List<String> uris(List<String> paths) {
    return paths.stream().map(Utils::resolveURI).map(URI::toString).toList();
  }

  private static String pythonPath(String file) {
    return PythonRunner.formatPath(Utils.resolveURI(file).toString(), false);
  }

  private static String manifestsClass(String uri, String file) {
    try (JarFile jar = new JarFile(Utils.resolveURI(file).getPath())) {
      return Optional.ofNullable(jar.getManifest())
          .map(Manifest::getMainAttributes)
          .map(attributes -> attributes.getValue("Main-Class"))
          .orElseThrow(() -> noMainClass("the manifest of " + uri + " names no main class", null));
    } catch (IOException e) {
      throw noMainClass(uri + " is not a jar: " + e.getMessage(), e);
    }
  }

  private static SlipwayException noMainClass(String problem, @Nullable IOException cause) {
    return new SlipwayException(
        ErrorCode.MAIN_CLASS_MISSING,
        Secrets.hideInUrls(problem),
        "name the main class with --class",
        cause);
  }
}
