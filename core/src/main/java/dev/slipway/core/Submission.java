package dev.slipway.core;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.DeployMode;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.MainResource;
import dev.slipway.api.MasterUrl;
import dev.slipway.api.SlipwayException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Turns a parsed command line into the specification of an application. */
public final class Submission {
  // What programs that start Spark themselves ask for: Python's gateway.
  private static final String PYTHON_GATEWAY = "org.apache.spark.api.python.PythonGatewayServer";

  // SparkLauncher.NO_RESOURCE: a class of Spark's own.
  private static final String NO_RESOURCE = "spark-internal";
  private static final Pattern HAS_SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*");
  private static final Pattern IS_GLOB = Pattern.compile(".*[*?{\\[].*");

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
    arguments.value(SubmitOption.CLASS).ifPresent(Supported::checkClass);
    String resource =
        arguments
            .resource()
            .orElseThrow(
                () ->
                    new SlipwayException(
                        ErrorCode.USAGE,
                        "there is no application to submit",
                        "name a jar or a .py file after the options; see slipway submit --help"));
    Settings all = new Settings(arguments, environment, configurationFolder, warn);
    Map<String, String> said = all.merged();
    Validation.check(said);
    MasterUrl master = MasterUrl.parse(said.getOrDefault("spark.master", "local[*]"));
    DeployMode mode = DeployMode.parse(said.getOrDefault("spark.submit.deployMode", "client"));
    Supported.check(master, mode, said, environment);
    Map<String, String> settings = all.effective(master, mode);
    if (master.manager() == MasterUrl.Manager.YARN) {
      YarnSettings.check(settings, warn);
      settings = YarnSettings.translate(settings);
    }
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
    Supported.checkResource(resource);
    return switch (resource) {
      case MainResource.Internal.PYSPARK_SHELL ->
          new MainResource.Internal(resource, PYTHON_GATEWAY);
      case NO_RESOURCE ->
          new MainResource.Internal(resource, mainClass.orElseThrow(Submission::noClass));
      default -> {
        checkLocal(resource);
        yield resource.endsWith(".py")
            ? new MainResource.Python(resource)
            : new MainResource.Jar(resource, mainClass);
      }
    };
  }

  /** A file of the client's; globs and other schemes are looked up by the driver. */
  private static void checkLocal(String resource) {
    String path = resource.startsWith("file:") ? withoutScheme(resource) : resource;
    boolean local = !HAS_SCHEME.matcher(path).matches() && !IS_GLOB.matcher(path).matches();
    if (local && !isReadableFile(Path.of(path))) {
      throw new SlipwayException(
          ErrorCode.RESOURCE_MISSING,
          "the application " + resource + " does not exist or cannot be read",
          "check the path; relative paths start at " + Path.of("").toAbsolutePath());
    }
  }

  private static String withoutScheme(String uri) {
    try {
      String path = URI.create(uri).getPath();
      return path == null ? uri : path;
    } catch (IllegalArgumentException notUri) {
      return uri.replaceFirst("^file:(//)?", "");
    }
  }

  private static boolean isReadableFile(Path path) {
    return Files.isReadable(path) && !Files.isDirectory(path);
  }

  private static String fileName(String resource) {
    return resource.substring(resource.lastIndexOf('/') + 1);
  }

  private static SlipwayException noClass() {
    return new SlipwayException(
        ErrorCode.MAIN_CLASS_MISSING, NO_RESOURCE + " has no main class", "name it with --class");
  }
}
