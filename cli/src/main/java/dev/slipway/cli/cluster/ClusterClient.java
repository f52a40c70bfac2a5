package dev.slipway.cli.cluster;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.MasterUrl;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.wire.Json;
import dev.slipway.api.wire.RecordCodec;
import dev.slipway.cli.Workplace;
import dev.slipway.link.ServerMessage;
import dev.slipway.standalone.driver.ServerAddress;
import dev.slipway.standalone.driver.Token;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Asks the cluster's server about itself. */
final class ClusterClient {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ServerAddress address;
  private final Token token;

  ClusterClient(MasterUrl master, Token token) {
    this.address = new ServerAddress(master);
    this.token = token;
  }

  /**
   * For the cluster whose server this user started here.
   *
   * @throws SlipwayException NOT_FOUND when none was started
   */
  static ClusterClient of(ClusterFolder folder) {
    String address = folder.address().orElseThrow(ClusterClient::none);
    return new ClusterClient(MasterUrl.parse("slipway://" + address), Token.read(folder.token()));
  }

  /**
   * @param master as {@code --master} names it; empty: the cluster that this user started here
   */
  static ClusterClient of(Workplace workplace, Optional<String> master) {
    return master
        .map(
            named ->
                new ClusterClient(
                    MasterUrl.parse(named), Token.find(Map.of(), workplace.environment())))
        .orElseGet(() -> of(new ClusterFolder(workplace.folders().state().resolve("cluster"))));
  }

  /** One node, as {@code cluster status} shows it. Memory in MiB. */
  record Node(
      String id,
      String state,
      long cores,
      long usedCores,
      long memory,
      long usedMemory,
      String isolation,
      Pool pool,
      List<String> containers) {}

  /** JVMs that wait for containers. */
  record Pool(long readyDrivers, long drivers, long readyExecutors, long executors) {
    static Pool of(Object json) {
      return new Pool(
          number(json, "drivers", "ready"),
          number(json, "drivers", "wanted"),
          number(json, "executors", "ready"),
          number(json, "executors", "wanted"));
    }

    private static long number(Object json, String role, String key) {
      return json instanceof Map<?, ?> pool && pool.get(role) instanceof Map<?, ?> size
          ? ClusterClient.number(size, key)
          : 0;
    }
  }

  /** The whole answer. */
  record Cluster(String master, List<Node> nodes, String json) {}

  /**
   * @throws SlipwayException MASTER_UNREACHABLE, UNAUTHORIZED, PROTOCOL
   */
  Cluster ask() {
    return parse(call("", HttpRequest.Builder::GET));
  }

  /**
   * Drains a node. Recorded there when it returns.
   *
   * @return the node now
   * @throws SlipwayException as {@link #ask}; NOT_FOUND also when there is no such node
   */
  Node decommission(String node) {
    String name = URLEncoder.encode(node, StandardCharsets.UTF_8).replace("+", "%20");
    String answer =
        call(
            "/nodes/" + name + "/decommission",
            request -> request.POST(HttpRequest.BodyPublishers.noBody()));
    if (Json.parse(answer) instanceof Map<?, ?> drained) {
      return node(drained);
    }
    throw new IllegalArgumentException("not a node: " + answer);
  }

  private String call(String path, UnaryOperator<HttpRequest.Builder> method) {
    HttpRequest request =
        method
            .apply(HttpRequest.newBuilder(address.http("/v1/cluster" + path, token.trust())))
            .timeout(PATIENCE)
            .header("Authorization", token.header())
            .build();
    try {
      HttpResponse<String> response =
          token.client().build().send(request, HttpResponse.BodyHandlers.ofString());
      return switch (response.statusCode()) {
        case 200 -> response.body();
        case 401 -> throw problem(ErrorCode.UNAUTHORIZED, "does not know our token");
        case 403 -> throw problem(ErrorCode.UNAUTHORIZED, "wants the cluster's own token for this");
        case 404, 503 ->
            throw RecordCodec.decode(ServerMessage.Problem.class, response.body()).exception();
        default -> throw problem(ErrorCode.PROTOCOL, "answered " + response.statusCode());
      };
    } catch (IOException e) {
      throw address.failed(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw address.unreachable("interrupted", e);
    }
  }

  static Cluster parse(String json) {
    if (Json.parse(json) instanceof Map<?, ?> cluster
        && cluster.get("nodes") instanceof List<?> nodes) {
      return new Cluster(
          String.valueOf(cluster.get("master")),
          nodes.stream().map(node -> node((Map<?, ?>) node)).toList(),
          json);
    }
    throw new IllegalArgumentException("not a cluster: " + json);
  }

  private static Node node(Map<?, ?> node) {
    return new Node(
        String.valueOf(node.get("id")),
        String.valueOf(node.get("state")),
        number(node, "cores"),
        number(node, "usedCores"),
        number(node, "memory"),
        number(node, "usedMemory"),
        text(node, "isolation"),
        Pool.of(Objects.requireNonNullElse(node.get("pool"), Map.of())),
        ((List<?>) Objects.requireNonNull(node.get("containers")))
            .stream().map(ClusterClient::name).toList());
  }

  private static String name(Object container) {
    return container instanceof Map<?, ?> members
        ? String.valueOf(members.get("id"))
        : String.valueOf(container);
  }

  private static String text(Map<?, ?> node, String key) {
    return node.get(key) instanceof String text ? text : "";
  }

  private static long number(Map<?, ?> node, String key) {
    return node.get(key) instanceof Number number ? number.longValue() : 0;
  }

  private static SlipwayException none() {
    return new SlipwayException(
        ErrorCode.NOT_FOUND, "no cluster runs here", "start one with slipway cluster start");
  }

  private SlipwayException problem(ErrorCode code, String what) {
    return new SlipwayException(
        code, "the server of " + address.master() + " " + what, "name its token's file");
  }
}
