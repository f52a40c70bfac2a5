package dev.slipway.link;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A connection to the server that comes back when it breaks, for a driver or a node's agent. All
 * calls of its {@link User} come from one thread of its own, which its user may use too ({@link
 * #later}). Messages sent while there is no connection are dropped: {@link User#opening} says
 * everything anew.
 */
public final class Link implements AutoCloseable {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);
  private static final Duration CONNECT = Duration.ofSeconds(15);
  private static final Duration TICK = Duration.ofSeconds(1);

  /** Who speaks over a link. Returns quickly, never throws. */
  public interface User {
    /** A new connection is there: what is said first on it, before anything that others send. */
    List<String> opening();

    void received(String message);

    /** It broke; it is tried again until the link is closed, or it gives up. */
    void broke(String why);

    /** The server was away for longer than the link's patience, or is gone for good. */
    default void gaveUp(SlipwayException why) {}
  }

  private final RemoteEnd end;
  private final User user;
  private final Optional<Duration> patience;
  private final ScheduledThreadPoolExecutor thread;
  private volatile RemoteEnd.@Nullable Channel channel;
  private volatile boolean closed;

  // Confined to the thread.
  private Duration pause = FIRST_PAUSE;
  private Duration away = Duration.ZERO;
  private long connection;
  private long triedAt;
  private long heardAt;
  private long tickedAt;

  /** Does not connect yet. Looks for a server that is away for ever. */
  public Link(RemoteEnd end, User user) {
    this(end, user, Optional.empty());
  }

  /**
   * Does not connect yet.
   *
   * @param patience how long a server that is away is looked for
   */
  public Link(RemoteEnd end, User user, Optional<Duration> patience) {
    this.end = end;
    this.user = user;
    this.patience = patience;
    this.thread = new ScheduledThreadPoolExecutor(1, named("slipway-link"));
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /**
   * Connects; from then on a broken connection is made again.
   *
   * @param patience how long it tries again when nobody is there; zero: once
   * @throws SlipwayException MASTER_UNREACHABLE, UNAUTHORIZED, PROTOCOL
   */
  public void connect(Duration patience) {
    Retry.whileUnreachable(
        patience,
        () -> {
          connectOnce();
          return this;
        });
  }

  private void connectOnce() {
    try {
      thread.submit(this::open).get(CONNECT.toMillis(), TimeUnit.MILLISECONDS);
      thread.scheduleWithFixedDelay(
          () -> guarded(this::lookForSilence),
          TICK.toMillis(),
          TICK.toMillis(),
          TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SlipwayException told) {
        throw told;
      }
      throw end.unreachable(String.valueOf(e.getCause()), e);
    } catch (TimeoutException | RejectedExecutionException e) {
      throw end.unreachable("it does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw end.unreachable("interrupted", e);
    }
  }

  /** Returns at once, and keeps trying when the server is not there yet. */
  public void connectInTime() {
    later(Duration.ZERO, this::reopen);
    thread.scheduleWithFixedDelay(
        () -> guarded(this::lookForSilence),
        TICK.toMillis(),
        TICK.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  public void send(String message) {
    RemoteEnd.Channel open = channel;
    if (open != null) {
      open.send(message);
    }
  }

  /** Runs on the link's thread; dropped when the link is closed. */
  public void later(Duration delay, Runnable action) {
    if (closed) {
      return;
    }
    try {
      thread.schedule(() -> guarded(action), delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // Closed in this moment.
    }
  }

  @Override
  public void close() {
    closed = true;
    RemoteEnd.Channel open = channel;
    if (open != null) {
      open.close();
    }
    thread.shutdown();
    end.close();
  }

  // A scheduled task's exception would vanish.
  private static void guarded(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      Thread here = Thread.currentThread();
      here.getUncaughtExceptionHandler().uncaughtException(here, e);
    }
  }

  private void open() {
    heardAt = System.nanoTime();
    tickedAt = heardAt;
    long number = ++connection;
    RemoteEnd.Channel opened =
        end.open(
            message -> later(Duration.ZERO, () -> ifPresent(number, () -> received(message))),
            why -> later(Duration.ZERO, () -> ifPresent(number, () -> broke(why))));
    user.opening().forEach(opened::send);
    channel = opened;
    pause = FIRST_PAUSE;
    away = Duration.ZERO;
  }

  /** What comes late from a connection that was given up was said before the newest hello. */
  private void ifPresent(long number, Runnable action) {
    if (number == connection) {
      action.run();
    }
  }

  private void received(String message) {
    heardAt = System.nanoTime();
    user.received(message);
  }

  private void broke(String why) {
    channel = null;
    user.broke(why);
    triedAt = System.nanoTime();
    later(Duration.ZERO, this::reopen);
  }

  private void reopen() {
    try {
      openAgain();
    } catch (SlipwayException e) {
      if (isTooLong() || isFinal(e)) {
        user.gaveUp(e);
        return;
      }
      later(pause, this::reopen);
      Duration longer = pause.multipliedBy(2);
      pause = longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
    }
  }

  /** Whatever goes wrong, it is tried again. */
  private void openAgain() {
    try {
      open();
    } catch (SlipwayException e) {
      throw e;
    } catch (RuntimeException e) {
      throw end.unreachable(String.valueOf(e), e);
    }
  }

  /** Nobody will be there any more. */
  static boolean isFinal(SlipwayException e) {
    return e.code() == ErrorCode.CONFLICT || e.code() == ErrorCode.NOT_FOUND;
  }

  /** Counts the time between tries, but not the time in which this process itself stood still. */
  private boolean isTooLong() {
    long now = System.nanoTime();
    Duration since = Duration.ofNanos(now - triedAt);
    triedAt = now;
    away = away.plus(since.compareTo(CONNECT) > 0 ? CONNECT : since);
    return patience.filter(bound -> away.compareTo(bound) >= 0).isPresent();
  }

  /**
   * A server whose machine vanished closes nothing. But if this thread itself stood still - the
   * process was stopped - then the silence says nothing about the server.
   */
  private void lookForSilence() {
    long now = System.nanoTime();
    RemoteEnd.Channel open = channel;
    if (now - tickedAt > TICK.multipliedBy(5).toNanos()) {
      heardAt = now;
    } else if (open != null && now - heardAt > Protocol.SERVER_SILENCE.toNanos()) {
      open.abort();
      channel = null;
      connection++;
      user.broke("the server is silent");
      triedAt = now;
      later(Duration.ZERO, this::reopen);
    }
    tickedAt = now;
  }

  private static ThreadFactory named(String name) {
    return task -> {
      Thread made = new Thread(task, name);
      made.setDaemon(true);
      return made;
    };
  }
}
