package dev.slipway.core;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.DeployMode;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.MainResource;
import dev.slipway.api.MasterUrl;
import dev.slipway.api.SlipwayException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Turns a parsed command line into the specification of an application. */
public final class Submission {
  // What programs that start Spark themselves ask for: Python's gateway.
  private static final String PYTHON_GATEWAY = "org.apache.spark.api.python.PythonGatewayServer";

  private final Map<String, String> environment;
  private final Optional<Path> configurationFolder;
  private final Consumer<String> warn;

  /**
   * @param configurationFolder Spark's, where there is one
   * @param warn gets lines for people
   */
  public Submission(
      Map<String, String> environment, Optional<Path> configurationFolder, Consumer<String> warn) {
    this.environment = environment;
    this.configurationFolder = configurationFolder;
    this.warn = warn;
  }

  /**
   * @throws SlipwayException USAGE, UNSUPPORTED, INVALID_VALUE, RESOURCE_MISSING, MASTER_UNKNOWN
   */
  public ApplicationSpec specify(SubmitArguments arguments) {
    String resource =
        arguments
            .resource()
            .orElseThrow(
                () ->
                    new SlipwayException(
                        ErrorCode.USAGE,
                        "there is no application to submit",
                        "name a jar or a .py file after the options; see slipway submit --help"));
    Map<String, String> settings =
        new TreeMap<>(Settings.of(arguments, environment, configurationFolder, warn));
    Validation.check(settings);
    MasterUrl master = MasterUrl.parse(settings.getOrDefault("spark.master", "local[*]"));
    DeployMode mode = DeployMode.parse(settings.getOrDefault("spark.submit.deployMode", "client"));
    Supported.check(master, mode);
    MainResource main = main(resource, arguments.value(SubmitOption.CLASS));
    String name =
        settings.getOrDefault(
            "spark.app.name", arguments.value(SubmitOption.CLASS).orElse(fileName(resource)));
    settings.put("spark.master", master.text());
    settings.put("spark.submit.deployMode", mode.word());
    settings.put("spark.app.name", name);
    return new ApplicationSpec(
        name,
        master,
        mode,
        main,
        arguments.applicationArguments(),
        settings,
        arguments.has(SubmitOption.VERBOSE));
  }

  private static MainResource main(String resource, Optional<String> mainClass) {
    switch (resource) {
      case MainResource.Internal.PYSPARK_SHELL:
        return new MainResource.Internal(resource, PYTHON_GATEWAY);
      case "spark-internal":
        return new MainResource.Internal(resource, mainClass.orElseThrow(Submission::noClass));
      case "spark-shell", "sparkr-shell":
        throw unsupported(resource + " is not in this version of Slipway");
      default:
        break;
    }
    if (resource.endsWith(".R") || resource.endsWith(".r")) {
      throw unsupported("R applications are not in this version of Slipway (" + resource + ")");
    }
    checkLocal(resource);
    return resource.endsWith(".py")
        ? new MainResource.Python(resource)
        : new MainResource.Jar(resource, mainClass);
  }

  /**
   * What has no scheme is a file of the client's; globs and other schemes are looked up by the
   * driver.
   */
  private static void checkLocal(String resource) {
    String path =
        resource.startsWith("file:") ? resource.replaceFirst("^file:(//)?", "") : resource;
    boolean local = path.indexOf(':') < 0 && !path.matches(".*[*?{\\[].*");
    if (local && !Files.isReadable(Path.of(path))) {
      throw new SlipwayException(
          ErrorCode.RESOURCE_MISSING,
          "the application " + resource + " does not exist or cannot be read",
          "check the path; relative paths start at " + Path.of("").toAbsolutePath());
    }
  }

  private static String fileName(String resource) {
    return resource.substring(resource.lastIndexOf('/') + 1);
  }

  private static SlipwayException noClass() {
    return new SlipwayException(
        ErrorCode.MAIN_CLASS_MISSING, "spark-internal has no main class", "name it with --class");
  }

  private static SlipwayException unsupported(String problem) {
    return new SlipwayException(ErrorCode.UNSUPPORTED, problem, "use Spark's own launcher for it");
  }
}
