package dev.slipway.local;

import dev.slipway.api.submit.ApplicationEvent;
import dev.slipway.api.submit.Observation;
import dev.slipway.api.submit.Subscription;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Follows one application until its end, on a thread of its own. */
final class Watch implements Subscription {
  // A local driver's files change without telling anybody; a look costs microseconds.
  private static final long LOOK_MILLIS = 100;

  private final Supplier<Observation> look;
  private final Consumer<ApplicationEvent> sink;
  private final CountDownLatch closed = new CountDownLatch(1);

  private Watch(Supplier<Observation> look, Consumer<ApplicationEvent> sink) {
    this.look = look;
    this.sink = sink;
  }

  static Watch start(String id, Supplier<Observation> look, Consumer<ApplicationEvent> sink) {
    Watch watch = new Watch(look, sink);
    Thread thread = new Thread(watch::follow, "watch-" + id);
    thread.setDaemon(true);
    thread.start();
    return watch;
  }

  private void follow() {
    try {
      int told = 0;
      boolean ended = false;
      while (!ended && !closed.await(told == 0 ? 0 : LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        Observation now = look.get();
        int known = now.transitions().size();
        // The first event is the present; later ones are each step in between, so that none is
        // missed.
        for (int i = told == 0 ? known - 1 : told; i < known; i++) {
          sink.accept(new ApplicationEvent(now.after(i + 1)));
        }
        told = known;
        ended = now.state().isFinal();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
