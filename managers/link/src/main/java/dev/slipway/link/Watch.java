package dev.slipway.link;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.submit.ApplicationEvent;
import dev.slipway.api.submit.Observation;
import dev.slipway.api.submit.Subscription;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Follows one application until its end, on a thread of its own; goes on when the server is back
 * after it could not be reached.
 */
public final class Watch implements Subscription {
  private static final long LOOK_MILLIS = 200;
  private static final long AGAIN_MILLIS = 1000;

  private final Supplier<Observation> look;
  private final Consumer<ApplicationEvent> sink;
  private final CountDownLatch closed = new CountDownLatch(1);
  private int told;

  private Watch(Supplier<Observation> look, Consumer<ApplicationEvent> sink) {
    this.look = look;
    this.sink = sink;
  }

  public static Watch start(
      String id, Supplier<Observation> look, Consumer<ApplicationEvent> sink) {
    Watch watch = new Watch(look, sink);
    Thread thread = new Thread(watch::follow, "watch-" + id);
    thread.setDaemon(true);
    thread.start();
    return watch;
  }

  private void follow() {
    try {
      long pause = 0;
      while (pause >= 0 && !closed.await(pause, TimeUnit.MILLISECONDS)) {
        pause = step();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How long to pause before the next; negative after the end. */
  private long step() {
    Observation now;
    try {
      now = look.get();
    } catch (SlipwayException e) {
      if (e.code() == ErrorCode.MASTER_UNREACHABLE || e.code() == ErrorCode.SYSTEM) {
        return AGAIN_MILLIS;
      }
      throw e;
    }
    int known = now.transitions().size();
    // The first event is the present; later ones are each step in between, so that none is missed.
    // The end is told also by a manager that forgets an earlier step then.
    boolean lastOnly = told == 0 || (told >= known && now.state().isFinal());
    for (int i = lastOnly ? known - 1 : told; i < known; i++) {
      sink.accept(new ApplicationEvent(now.after(i + 1)));
    }
    told = known;
    return now.state().isFinal() ? -1 : LOOK_MILLIS;
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
