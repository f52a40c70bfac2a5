package dev.slipway.standalone.server;

import dev.slipway.api.Resources;
import dev.slipway.standalone.node.NodeMessage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A node, as {@code cluster status} shows it. Memory is in MiB. */
record NodeView(
    String id,
    String host,
    String state,
    Resources capacity,
    Resources used,
    String isolation,
    NodeMessage.Pool pool,
    List<Map<String, String>> containers) {

  static NodeView of(Node node, Resources used, List<Container> containers) {
    return new NodeView(
        node.id,
        node.host,
        state(node),
        node.capacity,
        used,
        node.isolation,
        node.pool,
        containers.stream().map(NodeView::describe).toList());
  }

  private static String state(Node node) {
    if (!node.isReady()) {
      return "UNKNOWN";
    }
    return node.isDrained() ? "DRAINING" : "READY";
  }

  private static Map<String, String> describe(Container container) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("id", container.identity.id());
    members.put("application", container.identity.application());
    members.put("name", container.identity.name());
    members.put("state", container.state().name());
    return members;
  }

  private static Map<String, Object> json(NodeMessage.PoolSize size) {
    return Map.of("ready", size.ready(), "wanted", size.wanted());
  }

  Map<String, Object> json() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("id", id);
    members.put("host", host);
    members.put("state", state);
    members.put("cores", capacity.cores());
    members.put("memory", capacity.memory().mebibytes());
    members.put("usedCores", used.cores());
    members.put("usedMemory", used.memory().mebibytes());
    members.put("isolation", isolation);
    members.put(
        "pool", Map.of("drivers", json(pool.drivers()), "executors", json(pool.executors())));
    members.put("containers", containers);
    return members;
  }
}
