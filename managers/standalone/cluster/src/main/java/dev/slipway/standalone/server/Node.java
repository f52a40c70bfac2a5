package dev.slipway.standalone.server;

import dev.slipway.api.Resources;
import dev.slipway.standalone.node.NodeCommand;
import dev.slipway.standalone.node.NodeMessage;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A node that the resource manager counts on. Confined to its thread. */
final class Node {
  final String id;

  /** Of its work folder. */
  String key;

  String host;
  Resources capacity;

  /** What holds its containers to their memory and cores, in words. */
  String isolation = "";

  /** What it keeps ready for containers. */
  NodeMessage.Pool pool =
      new NodeMessage.Pool(new NodeMessage.PoolSize(0, 0), new NodeMessage.PoolSize(0, 0));

  /** Empty while its connection is broken. */
  @Nullable Peer<NodeCommand> peer;

  Instant heardAt;

  /** Since when nobody knows what is with it. */
  Optional<Instant> unknownSince = Optional.empty();

  /** Since when it is drained: it gets no new containers, and leaves when it has none. */
  Optional<Instant> drainedSince = Optional.empty();

  /** When those concerned are told of that again. */
  Instant tellAt = Instant.MIN;

  /** What still runs there though it was given up: it holds what it holds until it has ended. */
  final Map<String, Resources> strays = new HashMap<>();

  Node(String id, String key, String host, Resources capacity, Instant now) {
    this.id = id;
    this.key = key;
    this.host = host;
    this.capacity = capacity;
    this.heardAt = now;
  }

  boolean isReady() {
    return peer != null && unknownSince.isEmpty();
  }

  boolean isDrained() {
    return drainedSince.isPresent();
  }

  void send(NodeCommand command) {
    Peer<NodeCommand> open = peer;
    if (open != null) {
      open.send(command);
    }
  }
}
