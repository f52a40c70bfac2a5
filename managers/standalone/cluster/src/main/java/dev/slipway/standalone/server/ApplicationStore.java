package dev.slipway.standalone.server;

import dev.slipway.api.ExitInfo;
import dev.slipway.api.submit.Transition;
import dev.slipway.link.Launch;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What outlives the server. Every call is durable when it returns, and throws {@link
 * dev.slipway.api.SlipwayException} SYSTEM when it is not. Confined to the resource manager's
 * thread.
 */
interface ApplicationStore extends AutoCloseable {
  /** All that were submitted, oldest first. */
  List<Submitted> load();

  /** A new one, with its first transition. */
  void add(Submitted application, Transition first);

  /**
   * One more transition; {@code node} is where its driver is. With SUBMITTED an attempt is over,
   * and where it ran is kept.
   */
  void moved(Submitted application, Transition step, Optional<ExitInfo> exit, String node);

  /** Its driver went to another node than was recorded. */
  void placed(Submitted application, String node);

  void stopping(Submitted application, String why);

  void forget(Submitted application);

  /** How an ended application came up. */
  void launched(String application, Launch launch);

  Optional<Launch> launch(String application);

  /** Nodes that are drained, and since when. */
  Map<String, Instant> drained();

  void drain(String node, Instant since);

  /** It left. */
  void left(String node);

  @Override
  void close();

  /** Remembers nothing. */
  static ApplicationStore none() {
    return new ApplicationStore() {
      @Override
      public List<Submitted> load() {
        return List.of();
      }

      @Override
      public void add(Submitted application, Transition first) {}

      @Override
      public void moved(
          Submitted application, Transition step, Optional<ExitInfo> exit, String node) {}

      @Override
      public void placed(Submitted application, String node) {}

      @Override
      public void stopping(Submitted application, String why) {}

      @Override
      public void forget(Submitted application) {}

      @Override
      public void launched(String application, Launch launch) {}

      @Override
      public Optional<Launch> launch(String application) {
        return Optional.empty();
      }

      @Override
      public Map<String, Instant> drained() {
        return Map.of();
      }

      @Override
      public void drain(String node, Instant since) {}

      @Override
      public void left(String node) {}

      @Override
      public void close() {}
    };
  }
}
