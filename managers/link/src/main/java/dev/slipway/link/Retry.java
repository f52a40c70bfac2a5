package dev.slipway.link;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** For what may be done again when the server was away. */
public final class Retry {
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);

  private Retry() {}

  /**
   * Tries again as long as nobody is there.
   *
   * @param patience zero: once
   * @throws SlipwayException what the last try threw
   */
  public static <T> T whileUnreachable(Duration patience, Supplier<T> once) {
    long start = System.nanoTime();
    while (true) {
      try {
        return once.get();
      } catch (SlipwayException e) {
        long past = System.nanoTime() - start;
        if (e.code() != ErrorCode.MASTER_UNREACHABLE || past > patience.toNanos()) {
          throw e;
        }
        rest(e);
      }
    }
  }

  private static void rest(SlipwayException unreachable) {
    try {
      TimeUnit.MILLISECONDS.sleep(BETWEEN_TRIES.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreachable;
    }
  }
}
