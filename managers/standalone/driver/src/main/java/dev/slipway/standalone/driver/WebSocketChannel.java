package dev.slipway.standalone.driver;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.link.Protocol;
import dev.slipway.link.RemoteEnd;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket connection. The JDK's allows one send at a time and hands over fragments: here
 * messages wait in a queue and arrive whole. Safe for use by several threads.
 */
final class WebSocketChannel implements WebSocket.Listener, RemoteEnd.Channel {
  private static final Duration HANDSHAKE = Duration.ofSeconds(5);
  private static final int MAX_WAITING = 10_000;

  private final Consumer<String> received;
  private final Consumer<String> ended;
  private final AtomicBoolean over = new AtomicBoolean();
  private final StringBuilder fragments = new StringBuilder();
  private final Queue<String> waiting = new ArrayDeque<>();
  private @Nullable WebSocket socket;
  private boolean sending;

  private WebSocketChannel(Consumer<String> received, Consumer<String> ended) {
    this.received = received;
    this.ended = ended;
  }

  /**
   * @param received whole messages, one after the other, on a thread of the client's
   * @param ended why it ended; called once, unless this side closed it
   * @throws SlipwayException MASTER_UNREACHABLE, UNAUTHORIZED, PROTOCOL
   */
  static WebSocketChannel open(
      HttpClient http,
      ServerAddress address,
      String path,
      Token token,
      Consumer<String> received,
      Consumer<String> ended) {
    WebSocketChannel channel = new WebSocketChannel(received, ended);
    try {
      WebSocket socket =
          http.newWebSocketBuilder()
              .header("Authorization", token.header())
              .connectTimeout(HANDSHAKE)
              .buildAsync(address.webSocket(path, token.trust()), channel)
              .get(HANDSHAKE.toMillis() * 2, TimeUnit.MILLISECONDS);
      channel.begin(socket);
      return channel;
    } catch (ExecutionException e) {
      throw problem(address, e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      throw address.unreachable("it does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw address.unreachable("interrupted", e);
    }
  }

  private static SlipwayException problem(ServerAddress address, Throwable cause) {
    if (cause instanceof WebSocketHandshakeException refused) {
      int status = refused.getResponse().statusCode();
      if (status == 401) {
        return new SlipwayException(
            ErrorCode.UNAUTHORIZED,
            "the server of " + address.master() + " does not accept our token",
            "name its token's file by " + Token.PROPERTY + " or " + Token.VARIABLE,
            cause);
      }
      return new SlipwayException(
          ErrorCode.PROTOCOL,
          "what listens at " + address.master() + " answered with status " + status,
          "check that it is a Slipway server of this version",
          cause);
    }
    SlipwayException failure = address.failed(cause);
    if (failure.code() != ErrorCode.MASTER_UNREACHABLE
        || cause instanceof java.net.ConnectException
        || cause instanceof java.net.http.HttpTimeoutException
        || !(cause instanceof IOException)) {
      return failure;
    }
    return new SlipwayException(
        ErrorCode.PROTOCOL,
        "what listens at " + address.master() + " does not speak as we do: " + cause.getMessage(),
        "check that it is a Slipway server of this version, and whether it has TLS: its token file"
            + " has a second line then",
        cause);
  }

  /** Queued in order; after the end it is dropped, because the other side is told anew then. */
  @Override
  public synchronized void send(String text) {
    if (over.get()) {
      return;
    }
    if (waiting.size() >= MAX_WAITING) {
      end("the server takes no more messages");
      return;
    }
    waiting.add(text);
    drain();
  }

  /** Leaves politely, within two seconds, once all is sent; nothing more is heard of it. */
  @Override
  public void close() {
    awaitSent();
    if (over.compareAndSet(false, true)) {
      WebSocket open = socketNow();
      if (open != null) {
        try {
          open.sendClose(WebSocket.NORMAL_CLOSURE, "").get(1, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
          // It is being dropped anyway.
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        open.abort();
      }
    }
  }

  private synchronized void awaitSent() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
    try {
      while (sending && !over.get() && System.nanoTime() < end) {
        wait(50);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Drops it at once. */
  @Override
  public void abort() {
    over.set(true);
    WebSocket open = socketNow();
    if (open != null) {
      open.abort();
    }
  }

  private synchronized @Nullable WebSocket socketNow() {
    return socket;
  }

  private synchronized void begin(WebSocket opened) {
    socket = opened;
    drain();
  }

  private synchronized void drain() {
    WebSocket open = socket;
    if (open == null || sending || over.get()) {
      return;
    }
    String next = waiting.poll();
    if (next != null) {
      sending = true;
      open.sendText(next, true).whenComplete(this::sent);
    }
  }

  private void sent(@Nullable WebSocket done, @Nullable Throwable failure) {
    if (failure != null) {
      end("sending failed: " + failure.getMessage());
      return;
    }
    synchronized (this) {
      sending = false;
    }
    drain();
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
    if (fragments.length() + part.length() > Protocol.MAX_MESSAGE) {
      end("a message is too long");
      return null;
    }
    fragments.append(part);
    if (last) {
      String text = fragments.toString();
      fragments.setLength(0);
      received.accept(text);
    }
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
    end("the server closed the connection" + (reason.isEmpty() ? "" : ": " + reason));
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    end("the connection broke: " + error.getMessage());
  }

  private void end(String why) {
    if (over.compareAndSet(false, true)) {
      WebSocket open = socketNow();
      if (open != null) {
        open.abort();
      }
      ended.accept(why);
    }
  }
}
