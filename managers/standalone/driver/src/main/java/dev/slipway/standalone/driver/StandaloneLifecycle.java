package dev.slipway.standalone.driver;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.driver.ApplicationOutcome;
import dev.slipway.api.driver.DriverAddress;
import dev.slipway.api.driver.DriverContext;
import dev.slipway.api.driver.DriverLifecycle;
import dev.slipway.api.wire.RecordCodec;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A driver in client mode is none of the server's containers: it only makes sure, before the user's
 * code runs, that the server is there and speaks with us.
 */
final class StandaloneLifecycle implements DriverLifecycle {
  private static final int PATIENCE_SECONDS = 10;

  /** A server that was killed and is started again is not worth a failed application. */
  private static final Duration UNTIL_IT_IS_BACK = Duration.ofSeconds(10);

  private final ServerAddress address;
  private final DriverContext context;

  StandaloneLifecycle(ServerAddress address, DriverContext context) {
    this.address = address;
    this.context = context;
  }

  @Override
  public void connect() {
    if (context.properties().containsKey(Protocol.APPLICATION)) {
      // The server itself had it started; its context waits for it, however long it takes.
      return;
    }
    Token token = Token.find(context.properties(), context.environment());
    Greeting greeting = new Greeting();
    try (Link link = new Link(address, Protocol.DRIVERS, token, greeting)) {
      link.connect(UNTIL_IT_IS_BACK);
      link.send(RecordCodec.encode(DriverMessage.class, new DriverMessage.Hello(Protocol.VERSION)));
      greeting.await(address);
    }
  }

  @Override
  public void started(DriverAddress rpc, Optional<URI> ui) {}

  @Override
  public void finished(ApplicationOutcome outcome) {}

  @Override
  public void close() {}

  private static final class Greeting implements Link.User {
    private final CompletableFuture<ServerMessage> answer = new CompletableFuture<>();

    @Override
    public List<String> opening() {
      return List.of(
          RecordCodec.encode(DriverMessage.class, new DriverMessage.Hello(Protocol.VERSION)));
    }

    @Override
    public void received(String message) {
      try {
        answer.complete(RecordCodec.decode(ServerMessage.class, message));
      } catch (IllegalArgumentException e) {
        answer.completeExceptionally(e);
      }
    }

    @Override
    public void broke(String why) {
      answer.completeExceptionally(new IllegalStateException(why));
    }

    void await(ServerAddress address) {
      try {
        ServerMessage first = answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (first instanceof ServerMessage.Refused refused) {
          throw refused.problem().exception();
        }
      } catch (ExecutionException e) {
        throw new SlipwayException(
            ErrorCode.PROTOCOL,
            "the server of " + address.master() + " did not greet: " + e.getCause(),
            "check that it is a Slipway server of this version",
            e);
      } catch (TimeoutException e) {
        throw address.unreachable("it does not answer", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw address.unreachable("interrupted", e);
      }
    }
  }
}
