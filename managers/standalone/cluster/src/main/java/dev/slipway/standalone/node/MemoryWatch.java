package dev.slipway.standalone.node;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * At a group's memory limit the kernel ends one process of it, a Python worker for example: the
 * container is to end whole, and to say why, not to go on crippled. Version 1 has no setting for
 * that, so it is watched.
 */
final class MemoryWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MemoryWatch.class);
  private static final long LOOK_MILLIS = 50;

  private final Supplier<List<HeldContainer>> alive;
  private final Consumer<HeldContainer> overLimit;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread made = new Thread(task, "slipway-memory");
            made.setDaemon(true);
            return made;
          });

  /**
   * @param overLimit told once for each container, on the watch's thread; must not block
   */
  MemoryWatch(Supplier<List<HeldContainer>> alive, Consumer<HeldContainer> overLimit) {
    this.alive = alive;
    this.overLimit = overLimit;
  }

  void start() {
    var unused =
        timer.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      alive.get().stream().filter(HeldContainer::isNewlyOverLimit).forEach(overLimit);
    } catch (RuntimeException e) {
      LOG.error("Memory limits cannot be watched this moment", e);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
