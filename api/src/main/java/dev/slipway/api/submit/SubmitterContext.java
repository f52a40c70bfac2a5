package dev.slipway.api.submit;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/**
 * @param stateFolder where a submitter keeps what must outlive it
 * @param properties the submission's {@code spark.*} and {@code slipway.*} keys
 */
public record SubmitterContext(Path stateFolder, Map<String, String> properties, Clock clock) {
  public SubmitterContext {
    properties = Map.copyOf(properties);
  }
}
