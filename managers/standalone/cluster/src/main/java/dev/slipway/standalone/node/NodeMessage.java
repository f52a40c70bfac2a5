package dev.slipway.standalone.node;

import dev.slipway.api.ContainerState;
import dev.slipway.api.ExitInfo;
import dev.slipway.api.Resources;
import java.util.List;
import java.util.Optional;

/** What a node's agent tells the server. */
public sealed interface NodeMessage {

  /**
   * Always the first on a connection.
   *
   * @param node the same whenever it comes back
   * @param key of its work folder: two agents under one name have two
   * @param host as its executors are to call themselves
   * @param containers all that it knows of, ended ones until they are forgotten
   */
  record NodeHello(
      int protocol,
      String node,
      String key,
      String host,
      Resources capacity,
      List<ContainerReport> containers)
      implements NodeMessage {}

  /**
   * Follows the hello.
   *
   * @param isolation what holds its containers to their memory and cores, in words
   */
  record Description(String isolation) implements NodeMessage {}

  /**
   * @param exit present exactly when the state is EXITED
   */
  record ContainerReport(
      ContainerIdentity identity, ContainerState state, Optional<ExitInfo> exit) {}

  /** JVMs that wait for containers: how many are ready, and how many there are to be. */
  record PoolSize(int ready, int wanted) {}

  /** Follows the hello, and each change. */
  record Pool(PoolSize drivers, PoolSize executors) implements NodeMessage {}

  /**
   * @param unarchived why its JVM has no class-data archive; empty: it was given one
   */
  record Started(String container, Optional<String> unarchived) implements NodeMessage {}

  /** None of its processes is left. Said again on each connection until forgotten. */
  record Ended(String container, ExitInfo exit) implements NodeMessage {}

  /**
   * @param base64 empty when there is no such log
   * @param offset where it begins; behind what was asked for, when that has left
   * @param size of all that was ever written
   */
  record LogPart(long question, Optional<String> base64, long offset, long size)
      implements NodeMessage {}

  record Pong() implements NodeMessage {}

  /** It ended its containers and leaves for good. */
  record Goodbye() implements NodeMessage {}
}
