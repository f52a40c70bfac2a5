package dev.slipway.core;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.MainResource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code --verbose} prints of a submission: Spark's own lines ({@code
 * SparkSubmitArguments.toString}), for those who read them by machine, with secrets hidden. What
 * the driver makes of it is printed by the driver.
 */
public final class VerboseReport {
  /** Spark's name of each line, and the property whose value it shows. */
  private static final List<Map.Entry<String, String>> LINES =
      List.of(
          Map.entry("master", "spark.master"),
          Map.entry("deployMode", "spark.submit.deployMode"),
          Map.entry("executorMemory", "spark.executor.memory"),
          Map.entry("executorCores", "spark.executor.cores"),
          Map.entry("totalExecutorCores", "spark.cores.max"),
          Map.entry("driverMemory", "spark.driver.memory"),
          Map.entry("driverCores", "spark.driver.cores"),
          Map.entry("driverExtraClassPath", "spark.driver.extraClassPath"),
          Map.entry("driverExtraLibraryPath", "spark.driver.extraLibraryPath"),
          Map.entry("driverExtraJavaOptions", "spark.driver.extraJavaOptions"),
          Map.entry("numExecutors", "spark.executor.instances"),
          Map.entry("files", "spark.files"),
          Map.entry("pyFiles", "spark.submit.pyFiles"),
          Map.entry("archives", "spark.archives"),
          Map.entry("name", "spark.app.name"),
          Map.entry("jars", "spark.jars"),
          Map.entry("packages", "spark.jars.packages"),
          Map.entry("packagesExclusions", "spark.jars.excludes"),
          Map.entry("repositories", "spark.jars.repositories"));

  private VerboseReport() {}

  public static String of(SubmitArguments arguments, ApplicationSpec spec) {
    Map<String, String> shown = Redaction.redact(spec.properties());
    StringBuilder text = new StringBuilder("Parsed arguments:\n");
    LINES.forEach(line -> line(text, line.getKey(), shown.getOrDefault(line.getValue(), "null")));
    line(text, "propertiesFile", arguments.value(SubmitOption.PROPERTIES_FILE).orElse("null"));
    line(text, "extraPropertiesFiles", list(", ", arguments.extraPropertiesFiles()));
    line(text, "mainClass", mainClass(spec.main()).orElse("null"));
    line(text, "primaryResource", resource(spec.main()));
    line(text, "childArgs", list(" ", spec.arguments()));
    line(text, "verbose", "true");
    text.append("\nSpark properties used, including those specified through\n");
    text.append(" --conf and those from the properties files:\n");
    shown.forEach(
        (key, value) -> text.append("  ").append(key).append('=').append(value).append('\n'));
    return text.toString();
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append("  ").append(String.format("%-23s", name)).append(' ').append(value).append('\n');
  }

  private static String list(String separator, List<String> items) {
    return "[" + String.join(separator, items) + "]";
  }

  private static Optional<String> mainClass(MainResource main) {
    if (main instanceof MainResource.Jar jar) {
      return jar.mainClass();
    }
    return main instanceof MainResource.Internal internal
        ? Optional.of(internal.mainClass())
        : Optional.empty();
  }

  private static String resource(MainResource main) {
    if (main instanceof MainResource.Jar jar) {
      return jar.uri();
    }
    return main instanceof MainResource.Python python
        ? python.uri()
        : ((MainResource.Internal) main).resource();
  }
}
