package dev.slipway.standalone.server;

import dev.slipway.api.DurationText;
import dev.slipway.api.SlipwayKey;
import java.time.Duration;
import java.util.Map;

/**
 * How long the resource manager waits for what.
 *
 * @param driverSilence a connected driver that says nothing for so long is given up: Spark's own
 *     patience, so that a stopped one (SIGSTOP, a full GC) survives
 * @param driverReturn after its connection's end, until its executors are ended: they leave by
 *     themselves meanwhile, and a driver whose connection only broke may be back
 * @param orphanGrace of these executors, between TERM and KILL; with driverReturn below 2.5 s
 * @param nodeQuiet a connected node that says nothing for so long is unknown
 * @param nodeSilence a node that is unknown for so long is lost
 * @param stopGrace between TERM and KILL of a container that a driver gave back
 * @param decommission how long what runs on a drained node may go on
 * @param backfillPatience a request that has waited for so long is overtaken no more
 * @param early how long executors that were started early wait for their driver's context
 * @param explanation how long the news of an exit is waited for before a driver is told that its
 *     executor seems to run
 */
record Limits(
    Duration driverSilence,
    Duration driverReturn,
    Duration orphanGrace,
    Duration nodeQuiet,
    Duration nodeSilence,
    Duration stopGrace,
    Duration decommission,
    Duration backfillPatience,
    Duration early,
    Duration explanation) {

  static Limits defaults() {
    return new Limits(
        Duration.ofSeconds(120),
        Duration.ofMillis(1200),
        Duration.ofMillis(700),
        Duration.ofSeconds(15),
        Duration.ofSeconds(60),
        Duration.ofSeconds(3),
        Duration.ofHours(1),
        Duration.ofSeconds(30),
        Duration.ofSeconds(100),
        Duration.ofSeconds(2));
  }

  /** With what the server's properties say. */
  static Limits of(Map<String, String> properties) {
    Limits defaults = defaults();
    return new Limits(
        seconds(properties, SlipwayKey.DRIVER_SILENCE_TIMEOUT.key(), defaults.driverSilence),
        defaults.driverReturn,
        defaults.orphanGrace,
        defaults.nodeQuiet,
        seconds(properties, SlipwayKey.NODE_SILENCE_TIMEOUT.key(), defaults.nodeSilence),
        defaults.stopGrace,
        seconds(properties, SlipwayKey.DECOMMISSION_TIMEOUT.key(), defaults.decommission),
        seconds(properties, SlipwayKey.BACKFILL_PATIENCE.key(), defaults.backfillPatience),
        seconds(properties, SlipwayKey.LAUNCH_EARLY_TIMEOUT.key(), defaults.early),
        defaults.explanation);
  }

  private static Duration seconds(Map<String, String> properties, String key, Duration otherwise) {
    return properties.containsKey(key) ? DurationText.parse(key, properties.get(key)) : otherwise;
  }
}
