package dev.slipway.standalone.server;

import dev.slipway.api.SlipwayException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread that may touch a resource manager. */
final class Events implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Events.class);
  private static final Duration TICK = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ResourceManager manager;
  private final ScheduledThreadPoolExecutor thread;

  Events(ResourceManager manager) {
    this.manager = manager;
    this.thread = new ScheduledThreadPoolExecutor(1, task -> new Thread(task, "resource-manager"));
    thread.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
    thread.scheduleWithFixedDelay(
        () -> guarded(ResourceManager::tick),
        TICK.toMillis(),
        TICK.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  /** Soon, in the order of the calls. */
  void tell(Consumer<ResourceManager> event) {
    try {
      thread.execute(() -> guarded(event));
    } catch (RejectedExecutionException e) {
      LOG.debug("The server is being stopped", e);
    }
  }

  /** Waits for the answer, within a bound. */
  <T> T ask(Function<ResourceManager, T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    tell(
        owned -> {
          try {
            answer.complete(question.apply(owned));
          } catch (RuntimeException e) {
            answer.completeExceptionally(e);
          }
        });
    try {
      return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof SlipwayException told
          ? told
          : new IllegalStateException("the resource manager does not answer", e);
    } catch (TimeoutException e) {
      throw new IllegalStateException("the resource manager does not answer", e);
    }
  }

  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("The resource manager's thread did not end within {}", PATIENCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // One bad event must not end the others' manager; it is a bug, so it is shown in full.
  private void guarded(Consumer<ResourceManager> event) {
    try {
      event.accept(manager);
    } catch (RuntimeException e) {
      LOG.error("An event could not be handled", e);
    }
  }
}
