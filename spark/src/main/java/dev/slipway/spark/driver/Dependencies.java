package dev.slipway.spark.driver;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.MainResource;
import dev.slipway.api.SlipwayException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.PythonRunner;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.util.DependencyUtils;
import org.apache.spark.util.Utils;

/**
 * Resolves an application's files as SparkSubmit 4.2.0 does in client mode ({@code
 * prepareSubmitEnvironment}): globs and schemes through Hadoop's file systems, remote code fetched
 * to this machine, and the properties rewritten to what driver and executors see.
 */
final class Dependencies {
  private final SparkConf configuration;
  private final Configuration hadoop;
  private final Path downloads;

  private Dependencies(SparkConf configuration, Path downloads) {
    this.configuration = configuration;
    this.hadoop = SparkHadoopUtil.get().newConfiguration(configuration);
    this.downloads = downloads;
  }

  /**
   * @param configuration rewritten in place
   * @param downloads an empty folder
   * @throws SlipwayException RESOURCE_MISSING, MAIN_CLASS_MISSING
   */
  static UserCode resolve(ApplicationSpec spec, SparkConf configuration, Path downloads) {
    return new Dependencies(configuration, downloads).resolve(spec.main());
  }

  private UserCode resolve(MainResource main) {
    String jars = globs("spark.jars");
    String pyFiles = globs("spark.submit.pyFiles");
    String files = join(globs("spark.files"), pyFiles);
    String archives = globs("spark.archives");
    String localJars = local(jars);
    String localPyFiles = local(pyFiles);
    if (main instanceof MainResource.Jar jar) {
      jars = join(jars, jar.uri());
    }
    put("spark.jars", uris(jars));
    put("spark.files", uris(files));
    put("spark.archives", uris(archives));
    put("spark.repl.local.jars", localJars);
    List<String> python =
        localPyFiles.isEmpty()
            ? List.of()
            : List.of(PythonRunner.formatPaths(uris(localPyFiles), false));
    put("spark.submit.pyFiles", String.join(",", python));
    return code(main, list(localJars), python);
  }

  private UserCode code(MainResource main, List<String> jars, List<String> python) {
    if (main instanceof MainResource.Jar jar) {
      String file = local(jar.uri());
      String mainClass = jar.mainClass().orElseGet(() -> manifestsClass(jar.uri(), file));
      return new UserCode(
          mainClass, "", python, Stream.concat(Stream.of(file), jars.stream()).toList());
    }
    if (main instanceof MainResource.Python program) {
      return new UserCode("", PythonRunner.formatPath(local(program.uri()), false), python, jars);
    }
    return new UserCode(((MainResource.Internal) main).mainClass(), "", python, jars);
  }

  private String globs(String key) {
    String value = configuration.get(key, "");
    return value.isEmpty()
        ? ""
        : attempt(value, () -> DependencyUtils.resolveGlobPaths(value, hadoop));
  }

  /** Local files as they are, others fetched. */
  private String local(String uris) {
    return uris.isEmpty()
        ? ""
        : attempt(
            uris,
            () ->
                DependencyUtils.downloadFileList(uris, downloads.toFile(), configuration, hadoop));
  }

  private static String uris(String paths) {
    return paths.isEmpty() ? "" : Utils.resolveURIs(paths);
  }

  private void put(String key, String value) {
    if (value.isEmpty()) {
      configuration.remove(key);
    } else {
      configuration.set(key, value);
    }
  }

  private static List<String> list(String commaSeparated) {
    return Stream.of(commaSeparated.split(",")).filter(item -> !item.isEmpty()).toList();
  }

  private static String join(String first, String second) {
    return first.isEmpty() || second.isEmpty() ? first + second : first + "," + second;
  }

  private static String manifestsClass(String uri, String file) {
    Path path = Path.of(Utils.resolveURI(file).getPath());
    try (JarFile jar = new JarFile(path.toFile())) {
      return Optional.ofNullable(jar.getManifest())
          .map(Manifest::getMainAttributes)
          .map(attributes -> attributes.getValue("Main-Class"))
          .orElseThrow(
              () ->
                  new SlipwayException(
                      ErrorCode.MAIN_CLASS_MISSING,
                      "the manifest of " + uri + " names no main class",
                      "name it with --class"));
    } catch (IOException e) {
      throw missing(
          uri, Files.exists(path) ? "it is not a jar: " + e.getMessage() : "it does not exist", e);
    }
  }

  private interface Lookup {
    String find() throws Exception;
  }

  /**
   * Hadoop's file systems throw whatever they like; to the user all of it is one file that is not
   * there.
   */
  private static String attempt(String what, Lookup lookup) {
    try {
      return lookup.find();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw missing(what, "interrupted", e);
    } catch (Exception e) {
      throw missing(what, e.toString(), e);
    }
  }

  private static SlipwayException missing(String what, String why, Exception cause) {
    return new SlipwayException(
        ErrorCode.RESOURCE_MISSING,
        "cannot get " + what + ": " + why,
        "check the address, and that this machine may read it",
        cause);
  }
}
