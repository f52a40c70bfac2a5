package dev.slipway.yarn;

import dev.slipway.api.DeployMode;
import dev.slipway.api.submit.LaunchReport;
import dev.slipway.api.submit.Observation;
import dev.slipway.link.Launch;
import dev.slipway.link.Timeline;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What an application master notes for those who ask later, as a file among its logs: YARN keeps it
 * as long as them, and shows it to the same people.
 *
 * @param launch how the application came up
 * @param client what the client measured of a submission in cluster mode
 * @param executors by YARN's names of their containers
 */
public record LaunchNotes(
    Launch launch, Map<String, String> client, Map<String, Executor> executors) {
  /**
   * @param node {@code host:port} of its NodeManager's pages
   */
  public record Executor(String id, String node) {}

  /** Its name among the logs. */
  public static final String FILE = "launch.json";

  public LaunchNotes {
    client = Map.copyOf(client);
    executors = Map.copyOf(executors);
  }

  /** YARN's own steps are those of the first attempt; of a later one only its driver tells. */
  public LaunchReport report(Observation seen, Instant now) {
    return new LaunchReport(
        seen.deployMode() == DeployMode.CLUSTER && launch.attempt() == 1
            ? Timeline.of(seen.transitions(), client, Optional.of(launch), now)
            : Timeline.of(launch, now),
        launch.unarchived());
  }
}
