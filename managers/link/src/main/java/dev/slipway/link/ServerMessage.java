package dev.slipway.link;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.ExitInfo;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.driver.ExecutorId;
import dev.slipway.api.driver.ExecutorObservation;
import dev.slipway.api.driver.ProfileId;
import java.util.List;

/** What the server tells a driver. */
public sealed interface ServerMessage {

  record Welcome(int protocol) implements ServerMessage {}

  /** The link is of no use; it is closed after this. */
  record Refused(Problem problem) implements ServerMessage {}

  /**
   * @param application the one that the process's first context is to register as
   */
  record Begun(String application) implements ServerMessage {}

  /**
   * @param lastExit the sequence of the newest exit among the executors
   */
  record Registered(String application, List<ExecutorView> executors, long lastExit)
      implements ServerMessage {}

  record Allocated(ExecutorView executor) implements ServerMessage {}

  record Rejected(ProfileId profile, Problem problem) implements ServerMessage {}

  /**
   * @param sequence rises with every exit of the application
   */
  record Exited(ExecutorId executor, ExitInfo exit, long sequence) implements ServerMessage {}

  record Reachability(ExecutorId executor, boolean reachable) implements ServerMessage {}

  /** Its node is being drained. Said again while it lasts. */
  record Decommission(ExecutorId executor, String why) implements ServerMessage {}

  record Explained(long question, ExecutorView executor) implements ServerMessage {}

  record Unregistered() implements ServerMessage {}

  /** The application was ended by its manager. */
  record Fatal(Problem problem) implements ServerMessage {}

  /**
   * Somebody stopped the application: its process, in client mode, is to end.
   *
   * @param atOnce without its shutdown hooks
   */
  record Leave(String why, boolean atOnce) implements ServerMessage {}

  record Ping() implements ServerMessage {}

  /**
   * An executor as the server sees it.
   *
   * @param log where its logs can be read; may be empty
   */
  record ExecutorView(ExecutorObservation seen, String log) {}

  /** A {@link SlipwayException} on its way. */
  record Problem(ErrorCode code, String problem, String remedy) {
    public static Problem of(SlipwayException e) {
      return new Problem(e.code(), e.problem(), e.remedy());
    }

    public SlipwayException exception() {
      return new SlipwayException(code, problem, remedy);
    }
  }
}
