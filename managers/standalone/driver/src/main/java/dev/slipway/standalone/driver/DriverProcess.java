package dev.slipway.standalone.driver;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.driver.Demand;
import dev.slipway.api.driver.DriverContext;
import dev.slipway.api.wire.RecordCodec;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The connection by which the server knows, in client mode, that the driver's process lives. It is
 * made before the user's code runs, and made again whenever it breaks. Thread-safe.
 */
final class DriverProcess implements Link.User {
  private static final int PATIENCE_SECONDS = 10;

  private static final int TERMINATED = 143;
  private static final int KILLED = 137;

  private final ServerAddress address;
  private final DriverContext context;
  private final Optional<Demand> first;
  private final Link link;
  private final CompletableFuture<ServerMessage> answer = new CompletableFuture<>();

  private DriverProcess(ServerAddress address, DriverContext context, Optional<Demand> first) {
    this.address = address;
    this.context = context;
    this.first = first;
    this.link =
        new Link(
            address,
            Protocol.DRIVERS,
            Token.find(context.properties(), context.environment()),
            this);
  }

  /**
   * Returns once the server has it on its list.
   *
   * @throws SlipwayException MASTER_UNREACHABLE, UNAUTHORIZED, PROTOCOL
   */
  static DriverProcess begin(ServerAddress address, DriverContext context, Optional<Demand> first) {
    DriverProcess made = new DriverProcess(address, context, first);
    try {
      made.link.connect(Protocol.SERVER_RETURN);
      made.awaitAnswer();
      return made;
    } catch (SlipwayException e) {
      made.link.close();
      throw e;
    }
  }

  /** The application that the first context is to register as. */
  String application() {
    return known().orElseThrow();
  }

  /**
   * The last thing that the server hears.
   *
   * @param code that the process will exit with; empty when nobody in it knows
   */
  void end(Optional<Integer> code) {
    say(new DriverMessage.Over(code));
    link.close();
  }

  @Override
  public List<String> opening() {
    return List.of(
        encode(new DriverMessage.Hello(Protocol.VERSION)),
        encode(new DriverMessage.Begin(known(), context.applicationName(), context.user(), first)));
  }

  @Override
  public void received(String text) {
    try {
      ServerMessage message = RecordCodec.decode(ServerMessage.class, text);
      if (message instanceof ServerMessage.Ping) {
        say(new DriverMessage.Pong());
      } else if (message instanceof ServerMessage.Leave leave) {
        new Thread(() -> leave(leave), "slipway-leave").start();
      } else if (!(message instanceof ServerMessage.Welcome)) {
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

  /** As a signal would end it. */
  private void leave(ServerMessage.Leave leave) {
    System.err.println("slipway: " + known().orElse("the application") + " was " + leave.why());
    if (leave.atOnce()) {
      Runtime.getRuntime().halt(KILLED);
    }
    System.exit(TERMINATED);
  }

  private Optional<String> known() {
    return answer.isDone()
            && !answer.isCompletedExceptionally()
            && answer.join() instanceof ServerMessage.Begun begun
        ? Optional.of(begun.application())
        : Optional.empty();
  }

  private void awaitAnswer() {
    try {
      ServerMessage said = answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (said instanceof ServerMessage.Refused refused) {
        throw refused.problem().exception();
      }
      if (!(said instanceof ServerMessage.Begun)) {
        throw silent("it answered with " + said.getClass().getSimpleName(), Optional.empty());
      }
    } catch (ExecutionException e) {
      throw silent(String.valueOf(e.getCause()), Optional.of(e));
    } catch (TimeoutException e) {
      throw address.unreachable("it does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw address.unreachable("interrupted", e);
    }
  }

  private SlipwayException silent(String why, Optional<Exception> cause) {
    SlipwayException problem =
        new SlipwayException(
            ErrorCode.PROTOCOL,
            "the server of " + address.master() + " did not greet: " + why,
            "check that it is a Slipway server of this version");
    cause.ifPresent(problem::initCause);
    return problem;
  }

  private void say(DriverMessage message) {
    link.send(encode(message));
  }

  private static String encode(DriverMessage message) {
    return RecordCodec.encode(DriverMessage.class, message);
  }
}
