package dev.slipway.spark.scheduler;

import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One daemon thread that runs what it is given, in order. An exception in one piece of work is
 * logged and does not stop the next; work that arrives after {@link #close} is dropped.
 */
final class KeeperThread implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KeeperThread.class);
  private static final long STOP_SECONDS = 10;

  private final ScheduledExecutorService thread;

  KeeperThread(String name) {
    thread =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread made = new Thread(work, name);
              made.setDaemon(true);
              return made;
            });
  }

  void run(Runnable work) {
    accept(() -> thread.execute(logged(work)));
  }

  void afterSeconds(long seconds, Runnable work) {
    accept(() -> schedule(seconds, work));
  }

  void everySecond(Runnable work) {
    accept(() -> repeat(work));
  }

  @Override
  public void close() {
    thread.shutdownNow();
    try {
      if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("A thread of the scheduler back end did not end within {} s", STOP_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the work logs what it throws
  private void schedule(long seconds, Runnable work) {
    thread.schedule(logged(work), seconds, TimeUnit.SECONDS);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the work logs what it throws
  private void repeat(Runnable work) {
    thread.scheduleWithFixedDelay(logged(work), 1, 1, TimeUnit.SECONDS);
  }

  private void accept(Runnable submission) {
    try {
      submission.run();
    } catch (RejectedExecutionException e) {
      LOG.debug("Dropped: the context is stopping");
    }
  }

  private static Runnable logged(Runnable work) {
    return () -> {
      try {
        work.run();
      } catch (RuntimeException e) {
        LOG.error("Looking after the executors failed", e);
      }
    };
  }
}
