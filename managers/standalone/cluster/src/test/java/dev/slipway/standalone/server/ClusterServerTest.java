package dev.slipway.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.DeployMode;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.ExitInfo;
import dev.slipway.api.MainResource;
import dev.slipway.api.MasterUrl;
import dev.slipway.api.Memory;
import dev.slipway.api.Resources;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.driver.DriverContext;
import dev.slipway.api.driver.ExecutorEvents;
import dev.slipway.api.driver.ExecutorId;
import dev.slipway.api.driver.ExecutorObservation;
import dev.slipway.api.driver.ExecutorProvider;
import dev.slipway.api.driver.ProfileId;
import dev.slipway.api.wire.Json;
import dev.slipway.api.wire.RecordCodec;
import dev.slipway.link.DriverMessage;
import dev.slipway.link.Protocol;
import dev.slipway.standalone.driver.StandaloneDriverSide;
import dev.slipway.standalone.driver.Token;
import dev.slipway.standalone.node.NodeMessage;
import dev.slipway.standalone.submit.SubmitRequest;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What listens on the port, spoken to by strangers. */
@Timeout(60)
class ClusterServerTest {
  private static final String SECRET = "0123456789abcdef0123456789abcdef";

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private ClusterServer server;
  private Token token;

  @BeforeEach
  void start() throws IOException {
    token = Token.read(Files.writeString(folder.resolve("token"), SECRET + "\n"));
    server = start("127.0.0.1", 0);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/cluster", "/", "/v1/nothing", "/v1/driver", "/v1/node"})
  void withoutTheTokenThereIsNothing(String path) throws Exception {
    assertThat(get(path, "").statusCode()).isEqualTo(401);
    assertThat(get(path, "Bearer wrong").statusCode()).isEqualTo(401);
    assertThat(get(path, SECRET).statusCode()).isEqualTo(401);
    assertThat(get(path, "Bearer " + SECRET + "x").body()).doesNotContain(SECRET);
  }

  @Test
  void aDriverWhoseServerNeverReturnsGivesUp() {
    DriverContext context =
        new DriverContext(
            "test",
            "alice",
            Map.of(
                "slipway.token.file",
                folder.resolve("token").toString(),
                "slipway.driver.serverTimeout",
                "1s"),
            Map.of());
    List<SlipwayException> fatal = new CopyOnWriteArrayList<>();
    try (ExecutorProvider executors =
        new StandaloneDriverSide().executors(MasterUrl.parse(server.master()), context)) {
      executors.start(new OnlyFatal(fatal));
      server.close();
      await().atMost(Duration.ofSeconds(20)).until(() -> !fatal.isEmpty());
    }
    assertThat(fatal).hasSize(1);
    assertThat(fatal.get(0).code()).isEqualTo(ErrorCode.MASTER_UNREACHABLE);
    assertThat(fatal.get(0).problem()).contains(server.master(), "slipway.driver.serverTimeout");
  }

  private record OnlyFatal(List<SlipwayException> heard) implements ExecutorEvents {
    @Override
    public void allocated(ExecutorObservation executor) {}

    @Override
    public void rejected(ProfileId profile, SlipwayException failure) {}

    @Override
    public void exited(ExecutorId id, ExitInfo exit) {}

    @Override
    public void reachability(ExecutorId id, boolean reachable) {}

    @Override
    public void decommission(ExecutorId id, String why) {}

    @Override
    public void fatal(SlipwayException failure) {
      heard.add(failure);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {Protocol.DRIVERS, Protocol.NODES})
  void aSocketWithoutTheTokenIsNotOpened(String path) {
    assertThatThrownBy(() -> connect(path, "Bearer wrong", new Listener()))
        .isInstanceOfSatisfying(
            CompletionException.class,
            e ->
                assertThat(((WebSocketHandshakeException) e.getCause()).getResponse().statusCode())
                    .isEqualTo(401));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "\"Hello\"",
        "{\"type\":\"Nonsense\"}",
        "{\"type\":\"Hello\"}",
        "{\"type\":\"Hello\",\"protocol\":99999999999999}",
        "{\"type\":\"Register\",\"registration\":7}",
        "{\"type\":\"Explain\",\"question\":1,\"executor\":{\"text\":\"../etc\"}}",
        "{\"type\":\"NodeHello\",\"protocol\":1,\"node\":\"n\",\"host\":\"h\",\"capacity\":{\"cores\":-1,\"memory\":{\"mebibytes\":1}}}"
      })
  void garbageIsRefusedAndHarmsNobody(String garbage) throws Exception {
    for (String path : List.of(Protocol.DRIVERS, Protocol.NODES)) {
      Listener listener = new Listener();
      connect(path, token.header(), listener).sendText(garbage, true).join();
      await(garbage).atMost(Duration.ofSeconds(10)).until(() -> listener.closed);
      assertThat(listener.texts).last().asString().contains("PROTOCOL");
    }
    assertThat(get("/v1/cluster", token.header()).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{", "[]", "null", "\u0000\u0001", "{\"submission\":7}", "{\"user\":\"x\"}"})
  void garbageInABodyIsRefusedInWordsAndLeavesNothing(String garbage) throws Exception {
    for (String path : List.of("/v1/applications", "/v1/applications/app-1/stop")) {
      HttpResponse<String> answer = send("POST", path, garbage);
      assertThat(answer.statusCode()).as(path).isIn(400, 404);
      assertThat(answer.body()).contains("\"code\"", "\"problem\"", "\"remedy\"");
    }
    assertThat(send("PUT", "/v1/files/" + "ab".repeat(32), garbage).statusCode()).isEqualTo(400);
    assertThat(send("PUT", "/v1/files/..%2fx", garbage).statusCode()).isEqualTo(400);
    assertThat(get("/v1/applications", token.header()).body()).contains("\"items\":[]");
    try (Stream<Path> kept = Files.list(folder.resolve("data/files"))) {
      assertThat(kept).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"a.jar, RESOURCE_MISSING", "..%2Fx, INVALID_VALUE"})
  void whatNamesAFileThatIsNotThereIsNotAccepted(String name, String code) throws Exception {
    ApplicationSpec spec =
        new ApplicationSpec(
            "n",
            MasterUrl.parse(server.master()),
            DeployMode.CLUSTER,
            new MainResource.Jar("local:/a.jar", Optional.empty()),
            List.of(),
            Map.of("spark.files", "slipway-file:" + "ab".repeat(32) + "/" + name),
            false);
    String body = RecordCodec.encode(new SubmitRequest("s-1", "alice", spec));
    HttpResponse<String> answer = send("POST", "/v1/applications", body);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains(code);
    assertThat(get("/v1/applications", token.header()).body()).contains("\"items\":[]");
  }

  private HttpResponse<String> send(String method, String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + server.address() + path))
            .header("Authorization", token.header())
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void bytesAndEndlessTextsEndTheConnection() throws Exception {
    Listener bytes = new Listener();
    connect(Protocol.DRIVERS, token.header(), bytes)
        .sendBinary(ByteBuffer.wrap(new byte[] {1, 2, 3}), true)
        .join();
    await().atMost(Duration.ofSeconds(10)).until(() -> bytes.closed);
    Listener endless = new Listener();
    WebSocket socket = connect(Protocol.DRIVERS, token.header(), endless);
    String megabyte = "x".repeat(1 << 20);
    try {
      for (int i = 0; i < 20 && !endless.closed; i++) {
        socket.sendText(megabyte, false).join();
      }
    } catch (CompletionException closedMeanwhile) {
      // As it should be.
    }
    await().atMost(Duration.ofSeconds(10)).until(() -> endless.closed);
    assertThat(get("/v1/cluster", token.header()).statusCode()).isEqualTo(200);
  }

  @Test
  void aNodeIsShownWithWhatItHas() throws Exception {
    Listener listener = new Listener();
    WebSocket node = connect(Protocol.NODES, token.header(), listener);
    node.sendText(
            RecordCodec.encode(
                NodeMessage.class,
                new NodeMessage.NodeHello(
                    Protocol.VERSION,
                    "node-1",
                    "key",
                    "127.0.0.1",
                    new Resources(2, Memory.ofMebibytes(4096)),
                    List.of())),
            true)
        .join();
    await().atMost(Duration.ofSeconds(10)).until(() -> !listener.texts.isEmpty());
    Map<?, ?> answer = (Map<?, ?>) Json.parse(get("/v1/cluster", token.header()).body());
    assertThat(answer.get("master")).isEqualTo(server.master());
    Map<?, ?> shown = (Map<?, ?>) ((List<?>) answer.get("nodes")).get(0);
    assertThat(shown.get("id")).isEqualTo("node-1");
    assertThat(shown.get("cores")).isEqualTo(2L);
    assertThat(shown.get("memory")).isEqualTo(4096L);
    assertThat(shown.get("usedCores")).isEqualTo(0L);
    assertThat(shown.get("usedMemory")).isEqualTo(0L);
    assertThat(shown.get("containers")).isEqualTo(List.of());
    node.abort();
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> get("/v1/cluster", token.header()).body().contains("UNKNOWN"));
  }

  @Test
  void logsNeedTheirKey() throws Exception {
    assertThat(get("/v1/logs/no-such/stderr?key=x", "").statusCode()).isEqualTo(404);
    assertThat(get("/v1/logs/..%2f..%2fetc/passwd?key=", "").statusCode()).isIn(400, 404);
  }

  @Test
  void aDriverIsGreeted() throws Exception {
    Listener listener = new Listener();
    connect(Protocol.DRIVERS, token.header(), listener)
        .sendText(
            RecordCodec.encode(DriverMessage.class, new DriverMessage.Hello(Protocol.VERSION)),
            true)
        .join();
    await().atMost(Duration.ofSeconds(10)).until(() -> !listener.texts.isEmpty());
    assertThat(listener.texts.get(0)).contains("Welcome");
  }

  @Test
  void aPortInUseIsNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> start("127.0.0.1", port))
          .isInstanceOfSatisfying(
              SlipwayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PORT_IN_USE))
          .hasMessageContaining(Integer.toString(port));
    }
  }

  @Test
  void offLoopbackItDoesNotStart() {
    assertThatThrownBy(() -> start("0.0.0.0", 0))
        .isInstanceOfSatisfying(
            SlipwayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED))
        .hasMessageContaining("TLS");
  }

  private ClusterServer start(String host, int port) {
    return ClusterServer.start(
        new Listening(host, port, host), Optional.empty(), token, folder.resolve("data"), Map.of());
  }

  private HttpResponse<String> get(String path, String authorization) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://" + server.address() + path));
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private WebSocket connect(String path, String authorization, Listener listener) {
    return http.newWebSocketBuilder()
        .header("Authorization", authorization)
        .buildAsync(URI.create("ws://" + server.address() + path), listener)
        .join();
  }

  private static final class Listener implements WebSocket.Listener {
    private final List<String> texts = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      texts.add(data.toString());
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      closed = true;
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      closed = true;
    }
  }
}
