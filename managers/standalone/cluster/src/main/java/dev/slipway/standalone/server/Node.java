package dev.slipway.standalone.server;

import dev.slipway.api.Resources;
import dev.slipway.standalone.node.NodeCommand;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A node that the resource manager counts on. Confined to its thread. */
final class Node {
  final String id;
  String host;
  Resources capacity;

  /** What holds its containers to their memory and cores, in words. */
  String isolation = "";

  /** Empty while its connection is broken. */
  @Nullable Peer<NodeCommand> peer;

  Instant heardAt;

  /** Since when nobody knows what is with it. */
  Optional<Instant> unknownSince = Optional.empty();

  /** What still runs there though it was given up: it holds what it holds until it has ended. */
  final Map<String, Resources> strays = new HashMap<>();

  Node(String id, String host, Resources capacity, Instant now) {
    this.id = id;
    this.host = host;
    this.capacity = capacity;
    this.heardAt = now;
  }

  boolean isReady() {
    return peer != null && unknownSince.isEmpty();
  }

  void send(NodeCommand command) {
    Peer<NodeCommand> open = peer;
    if (open != null) {
      open.send(command);
    }
  }
}
