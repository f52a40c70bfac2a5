package dev.slipway.cli.cluster;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Asks the cluster's server about itself. */
final class ClusterClient {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ClusterFolder folder;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

  ClusterClient(ClusterFolder folder) {
    this.folder = folder;
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
      List<String> containers) {}

  /** The whole answer. */
  record Cluster(String master, List<Node> nodes, String json) {}

  /**
   * @throws SlipwayException NOT_FOUND when none was started; MASTER_UNREACHABLE, UNAUTHORIZED,
   *     PROTOCOL
   */
  Cluster ask() {
    String address = folder.address().orElseThrow(ClusterClient::none);
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://" + address + "/v1/cluster"))
              .timeout(PATIENCE)
              .header("Authorization", "Bearer " + Files.readString(folder.token()).strip())
              .build();
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      return switch (response.statusCode()) {
        case 200 -> parse(response.body());
        case 401 -> throw problem(ErrorCode.UNAUTHORIZED, address, "does not know our token");
        default -> throw problem(ErrorCode.PROTOCOL, address, "answered " + response.statusCode());
      };
    } catch (IOException e) {
      throw problem(ErrorCode.MASTER_UNREACHABLE, address, "does not answer");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw problem(ErrorCode.SYSTEM, address, "was not waited for: interrupted");
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

  private static SlipwayException problem(ErrorCode code, String address, String what) {
    return new SlipwayException(
        code, "the cluster's server at " + address + " " + what, "see slipway cluster start, stop");
  }
}
