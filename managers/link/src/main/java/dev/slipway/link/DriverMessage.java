package dev.slipway.link;

import dev.slipway.api.Phase;
import dev.slipway.api.driver.Demand;
import dev.slipway.api.driver.ExecutorId;
import dev.slipway.api.driver.ExecutorObservation;
import dev.slipway.api.driver.ProfileId;
import dev.slipway.api.driver.ReleaseReason;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a driver tells the server. One connection is one application's, or only asks. */
public sealed interface DriverMessage {

  /** Always the first; answered by Welcome or Refused. */
  record Hello(int protocol) implements DriverMessage {}

  /**
   * A driver's process begins, in client mode; said on a connection of its own, which lives as long
   * as the process. Answered by Begun.
   *
   * @param application empty the first time
   * @param first the executors that its context will ask for, by its submission; empty: none are to
   *     boot early
   */
  record Begin(Optional<String> application, String name, String user, Optional<Demand> first)
      implements DriverMessage {}

  /**
   * On the same connection: the process ends now.
   *
   * @param code with which; empty when nobody in it knows, after {@code System.exit}
   */
  record Over(Optional<Integer> code) implements DriverMessage {}

  /**
   * A SparkContext begins, or is back after its connection broke.
   *
   * @param registration the driver's own name for this context, the same whenever it comes back
   * @param application empty the first time
   * @param attempt which run of the driver it is, from 1
   * @param known the executors it still counts on
   */
  record Register(
      String registration,
      String name,
      String user,
      Optional<String> application,
      int attempt,
      List<ExecutorObservation> known)
      implements DriverMessage {}

  /**
   * See {@link dev.slipway.api.driver.ExecutorProvider#want}.
   *
   * @param seen the newest {@code Exited.sequence} that the driver knew of: later exits are not to
   *     be replaced yet
   */
  record Want(long generation, long seen, Map<ProfileId, Demand> totals) implements DriverMessage {}

  record Release(ExecutorId executor, ReleaseReason why) implements DriverMessage {}

  /** Answered by Explained with the same question. */
  record Explain(long question, ExecutorId executor) implements DriverMessage {}

  /**
   * How far it has come; all of it each time, so that a server that was started again knows it too.
   *
   * @param ageMillis of its process when it says so: clocks of machines differ, and this tells when
   *     it began by the server's
   * @param reached at which age each phase ended
   * @param unarchived why its JVM started without a class-data archive; empty: it has one
   */
  record Progress(
      String application,
      int attempt,
      long ageMillis,
      Map<Phase, Long> reached,
      Optional<String> unarchived)
      implements DriverMessage {}

  /** Where the context's pages are. */
  record Ui(String address) implements DriverMessage {}

  /**
   * The application's delegation tokens, for whoever uses a secured Hadoop for it. They replace
   * older ones of the same services.
   *
   * @param credentials as Hadoop writes them, in Base64; secret
   */
  record Tokens(String credentials) implements DriverMessage {
    @Override
    public String toString() {
      return "Tokens[...]";
    }
  }

  /** The context is stopped: answered by Unregistered when all its executors have ended. */
  record Unregister() implements DriverMessage {}

  record Pong() implements DriverMessage {}
}
