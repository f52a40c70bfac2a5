package dev.slipway.api.submit;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/**
 * @param stateFolder where a submitter keeps what must outlive it
 * @param environment of the process that submits; a manager that needs Spark or our runtime jar
 *     finds SPARK_HOME and SLIPWAY_RUNTIME_JAR there
 * @param properties the submission's {@code spark.*} and {@code slipway.*} keys
 */
public record SubmitterContext(
    Path stateFolder,
    Map<String, String> properties,
    Map<String, String> environment,
    Clock clock) {
  public SubmitterContext {
    properties = Map.copyOf(properties);
    environment = Map.copyOf(environment);
  }
}
