package dev.slipway.api;

import java.util.List;
import java.util.Map;

/**
 * An application as submitted, complete: every option already turned into its property, precedence
 * applied. It travels to wherever the driver starts.
 *
 * @param properties {@code spark.*} and {@code slipway.*}, Spark's dependencies lists among them
 *     ({@code spark.jars}, {@code spark.files}, {@code spark.archives}, {@code
 *     spark.submit.pyFiles}), unresolved
 */
public record ApplicationSpec(
    String name,
    MasterUrl master,
    DeployMode deployMode,
    MainResource main,
    List<String> arguments,
    Map<String, String> properties,
    boolean verbose) {

  public ApplicationSpec {
    arguments = List.copyOf(arguments);
    properties = Map.copyOf(properties);
  }

  /** The same application with these properties. */
  public ApplicationSpec with(Map<String, String> others) {
    return new ApplicationSpec(name, master, deployMode, main, arguments, others, verbose);
  }

  public boolean isPython() {
    return main instanceof MainResource.Python
        || (main instanceof MainResource.Internal internal
            && internal.resource().equals(MainResource.Internal.PYSPARK_SHELL));
  }

  public String property(String key, String otherwise) {
    return properties.getOrDefault(key, otherwise);
  }
}
