package dev.slipway.spark.driver;

import dev.slipway.launch.Handover;
import dev.slipway.launch.process.ProcessAge;
import dev.slipway.spark.training.WarmUp;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A driver's JVM learns which application it is for. */
public final class EarlyDriver {
  /** When there is no agent any more that could end it. */
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  private static final int NOBODY_CAME = 1;

  private EarlyDriver() {}

  /**
   * The path of its specification. When it is to be handed over it waits for it; the pool's warms
   * up before.
   */
  public static String argument(String[] given) throws Exception {
    if (!Handover.isAwaited(List.of(given))) {
      return given[0];
    }
    Path file = Path.of(given[1]);
    boolean pooled = Handover.isPooled(file);
    if (pooled) {
      WarmUp.run();
    }
    Optional<Handover> handover = Handover.await(file, PATIENCE);
    if (pooled) {
      ProcessAge.countsAnew();
    }
    if (handover.isEmpty()) {
      System.err.println("slipway: no application came for this driver");
      System.exit(NOBODY_CAME);
    }
    return handover.orElseThrow().arguments().get(0);
  }
}
