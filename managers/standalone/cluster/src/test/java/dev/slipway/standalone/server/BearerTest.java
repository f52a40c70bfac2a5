package dev.slipway.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.link.Protocol;
import dev.slipway.standalone.driver.Token;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may do what, by the token alone. */
class BearerTest {
  @TempDir Path folder;
  private UserTokens users;
  private Token cluster;
  private Tokens tokens;

  @BeforeEach
  void make() throws IOException {
    users = UserTokens.in(folder);
    cluster = Token.read(Files.writeString(folder.resolve("token"), "0123456789abcdef0123\n"));
    tokens = new Tokens(cluster, users);
  }

  @Test
  void eachTokenIsSomebodys() {
    String alice = users.give("alice");
    assertThat(tokens.bearer(cluster.header())).contains(new Bearer.Operator());
    assertThat(tokens.bearer("Bearer " + alice)).contains(new Bearer.User("alice"));
    assertThat(tokens.bearer(cluster.forApplication("app-1").header()))
        .contains(new Bearer.Driver("app-1"));
    assertThat(tokens.bearer("Bearer " + alice + "x")).isEmpty();
    assertThat(tokens.bearer(cluster.forApplication("app-1").header().replace("app-1", "app-2")))
        .isEmpty();
  }

  @Test
  void onlyHashesAreKeptAndTheNewestTokenCounts() throws IOException {
    String first = users.give("alice");
    String second = users.give("alice");
    users.give("bob");
    assertThat(Files.readString(users.file())).doesNotContain(first, second);
    assertThat(tokens.bearer("Bearer " + first)).isEmpty();
    assertThat(tokens.bearer("Bearer " + second)).contains(new Bearer.User("alice"));
    assertThat(users.takeBack("alice")).isTrue();
    assertThat(users.takeBack("alice")).isFalse();
    assertThat(tokens.bearer("Bearer " + second)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"root", "", "a b", "a\nb", "../x", "-x", "a:b"})
  void noTokenIsGivenToWhomNothingMayRunAs(String account) {
    assertThatThrownBy(() -> users.give(account))
        .isInstanceOfSatisfying(
            SlipwayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_VALUE));
  }

  @Test
  void aUserSeesOnlyWhatIsOwn() {
    Bearer alice = new Bearer.User("alice");
    assertThat(alice.mayUse(Optional.of("alice"))).isTrue();
    assertThat(alice.mayUse(Optional.of("bob"))).isFalse();
    assertThat(alice.mayUse(Optional.empty())).isFalse();
    assertThat(new Bearer.Operator().mayUse(Optional.of("bob"))).isTrue();
    assertThat(new Bearer.Driver("app-1").mayUse(Optional.of("alice"))).isFalse();
  }

  @Test
  void theServerActsUponIt() throws Exception {
    Path data = folder.resolve("data");
    try (ClusterServer server =
        ClusterServer.start(
            new Listening("127.0.0.1", 0, "127.0.0.1"),
            Optional.empty(),
            cluster,
            data,
            Map.of())) {
      String alice = "Bearer " + UserTokens.in(data).give("alice");
      String driver = cluster.forApplication("app-1").header();
      assertThat(get(server, "/v1/applications", alice)).isEqualTo(200);
      for (String path : List.of(Protocol.NODES, Protocol.NODES + "/", "/v1/%6eode")) {
        assertThat(isConnected(server, path, alice)).as(path).isFalse();
        assertThat(isConnected(server, path, driver)).as(path).isFalse();
      }
      assertThat(isConnected(server, Protocol.NODES, cluster.header())).isTrue();
      assertThat(isConnected(server, Protocol.DRIVERS, driver)).isTrue();
      assertThat(get(server, "/v1/cluster", alice)).isEqualTo(200);
      String drain = "/v1/cluster/nodes/node-1/decommission";
      for (String path : List.of(drain, drain + "/")) {
        assertThat(send(server, "POST", path, alice)).isEqualTo(403);
      }
      assertThat(get(server, "/v1/applications", driver)).isEqualTo(403);
      assertThat(get(server, "/v1/applications/", driver)).isEqualTo(403);
      assertThat(get(server, "/v1/files/" + "ab".repeat(32), alice)).isEqualTo(404);
      UserTokens.in(data).takeBack("alice");
      assertThat(get(server, "/v1/applications", alice)).isEqualTo(401);
    }
  }

  /** Whether a socket is opened, and stays open long enough to be of use. */
  private static boolean isConnected(ClusterServer server, String path, String authorization)
      throws Exception {
    CompletableFuture<Boolean> answered = new CompletableFuture<>();
    WebSocket.Listener listener =
        new WebSocket.Listener() {
          @Override
          public @Nullable CompletionStage<?> onText(
              WebSocket from, CharSequence text, boolean last) {
            answered.complete(true);
            return null;
          }

          @Override
          public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
            answered.complete(false);
            return null;
          }

          @Override
          public void onError(WebSocket from, Throwable error) {
            answered.complete(false);
          }
        };
    try {
      WebSocket socket =
          HttpClient.newHttpClient()
              .newWebSocketBuilder()
              .header("Authorization", authorization)
              .buildAsync(URI.create("ws://" + server.address() + path), listener)
              .join();
      socket.sendText("not a message", true); // refused in words by whoever listens
      return answered.get(20, TimeUnit.SECONDS);
    } catch (CompletionException refused) {
      return false;
    }
  }

  private static int get(ClusterServer server, String path, String authorization) throws Exception {
    return send(server, "GET", path, authorization);
  }

  private static int send(ClusterServer server, String method, String path, String authorization)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + server.address() + path))
            .header("Authorization", authorization)
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    return HttpClient.newHttpClient()
        .send(request, HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }
}
