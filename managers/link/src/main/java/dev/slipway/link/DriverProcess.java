package dev.slipway.link;

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
public final class DriverProcess implements Link.User {
  private static final int PATIENCE_SECONDS = 10;

  private static final int TERMINATED = 143;
  private static final int KILLED = 137;

  private final RemoteEnd end;
  private final DriverContext context;
  private final Optional<Demand> first;
  private final Link link;
  private final CompletableFuture<ServerMessage> answer = new CompletableFuture<>();

  private DriverProcess(RemoteEnd end, DriverContext context, Optional<Demand> first) {
    this.end = end;
    this.context = context;
    this.first = first;
    this.link = new Link(end, this);
  }

  /**
   * Returns once the server has it on its list.
   *
   * @throws SlipwayException MASTER_UNREACHABLE, UNAUTHORIZED, PROTOCOL
   */
  public static DriverProcess begin(RemoteEnd end, DriverContext context, Optional<Demand> first) {
    DriverProcess made = new DriverProcess(end, context, first);
    try {
      made.link.connect(Protocol.SERVER_RETURN);
      made.awaitAnswer();
      return made;
    } catch (SlipwayException e) {
      made.link.close();
      throw e;
    }
  }

  /**
   * Returns at once, and connects when somebody is there. When the other end is gone for good, the
   * process is ended.
   *
   * @param application whose process it is
   */
  public static DriverProcess beginInTime(
      RemoteEnd end, String application, DriverContext context) {
    DriverProcess made = new DriverProcess(end, context, Optional.empty());
    made.answer.complete(new ServerMessage.Begun(application));
    made.link.connectInTime();
    return made;
  }

  @Override
  public void gaveUp(SlipwayException why) {
    leave(new ServerMessage.Leave("ended: " + why.problem(), false));
  }

  /** The application that the first context is to register as. */
  public String application() {
    return known().orElseThrow();
  }

  /**
   * The last thing that the server hears.
   *
   * @param code that the process will exit with; empty when nobody in it knows
   */
  public void end(Optional<Integer> code) {
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
        leave(leave);
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
    // On its own thread: hooks close the link that this may be called from.
    new Thread(() -> System.exit(TERMINATED), "slipway-leave").start();
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
      throw end.unreachable("it does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw end.unreachable("interrupted", e);
    }
  }

  private SlipwayException silent(String why, Optional<Exception> cause) {
    SlipwayException problem =
        new SlipwayException(
            ErrorCode.PROTOCOL,
            end.name() + " did not greet: " + why,
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
