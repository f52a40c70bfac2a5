package dev.slipway.standalone.driver;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.driver.ApplicationOutcome;
import dev.slipway.api.driver.Demand;
import dev.slipway.api.driver.DriverAddress;
import dev.slipway.api.driver.DriverContext;
import dev.slipway.api.driver.DriverLifecycle;
import dev.slipway.api.wire.RecordCodec;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * In client mode a driver is none of the server's containers: its process has a connection of its
 * own, by which the server knows that it lives, and is asked for the first executors. A driver in
 * cluster mode only makes sure, before the user's code runs, that the server speaks with it.
 */
final class StandaloneLifecycle implements DriverLifecycle {
  private static final int PATIENCE_SECONDS = 10;

  /** A server that was killed and is started again is not worth a failed application. */
  private static final Duration UNTIL_IT_IS_BACK = Duration.ofSeconds(10);

  private final ServerAddress address;
  private final DriverContext context;
  private @Nullable Link process;

  StandaloneLifecycle(ServerAddress address, DriverContext context) {
    this.address = address;
    this.context = context;
  }

  @Override
  public synchronized void connect(Optional<Demand> first) {
    if (context.properties().containsKey(Protocol.APPLICATION)) {
      // The server itself had it started; its context waits for it, however long it takes.
      return;
    }
    Token token = Token.find(context.properties(), context.environment());
    Greeting greeting = new Greeting(context, first);
    Link link = new Link(address, Protocol.DRIVERS, token, greeting);
    greeting.link = link;
    try {
      link.connect(UNTIL_IT_IS_BACK);
      Optional<String> application = greeting.await(address);
      // For the first SparkContext, wherever in this process it is made.
      application.ifPresent(id -> System.setProperty(Protocol.APPLICATION, id));
    } catch (SlipwayException e) {
      link.close();
      throw e;
    }
    if (first.isPresent()) {
      process = link;
    } else {
      link.close();
    }
  }

  @Override
  public void started(DriverAddress rpc, Optional<URI> ui) {}

  @Override
  public void finished(ApplicationOutcome outcome) {}

  @Override
  public synchronized void close() {
    Link open = process;
    if (open != null) {
      open.close();
    }
  }

  private static final class Greeting implements Link.User {
    private final DriverContext context;
    private final Optional<Demand> first;
    private final CompletableFuture<ServerMessage> answer = new CompletableFuture<>();
    private volatile @Nullable Link link;

    Greeting(DriverContext context, Optional<Demand> first) {
      this.context = context;
      this.first = first;
    }

    @Override
    public List<String> opening() {
      List<DriverMessage> words = new ArrayList<>();
      words.add(new DriverMessage.Hello(Protocol.VERSION));
      if (first.isPresent()) {
        Optional<String> known =
            answer.getNow(null) instanceof ServerMessage.Begun begun
                ? Optional.of(begun.application())
                : Optional.empty();
        words.add(new DriverMessage.Begin(known, context.applicationName(), context.user(), first));
      }
      return words.stream().map(Greeting::encode).toList();
    }

    @Override
    public void received(String text) {
      try {
        ServerMessage message = RecordCodec.decode(ServerMessage.class, text);
        Link open = link;
        if (message instanceof ServerMessage.Ping && open != null) {
          open.send(encode(new DriverMessage.Pong()));
        } else if (first.isEmpty() || !(message instanceof ServerMessage.Welcome)) {
          answer.complete(message);
        }
      } catch (IllegalArgumentException e) {
        answer.completeExceptionally(e);
      }
    }

    @Override
    public void broke(String why) {
      answer.completeExceptionally(new IllegalStateException(why));
    }

    /** The application that the first context is to register as. */
    Optional<String> await(ServerAddress address) {
      try {
        ServerMessage said = answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (said instanceof ServerMessage.Refused refused) {
          throw refused.problem().exception();
        }
        return said instanceof ServerMessage.Begun begun
            ? Optional.of(begun.application())
            : Optional.empty();
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

    private static String encode(DriverMessage message) {
      return RecordCodec.encode(DriverMessage.class, message);
    }
  }
}
