package dev.slipway.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.MasterUrl;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.SlipwayKey;
import dev.slipway.api.wire.RecordCodec;
import dev.slipway.link.DriverMessage;
import dev.slipway.link.Link;
import dev.slipway.link.Protocol;
import dev.slipway.standalone.driver.ServerAddress;
import dev.slipway.standalone.driver.ServerEnd;
import dev.slipway.standalone.driver.Token;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.Key;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server with TLS: by whom it is recognised, and by whom it is not. */
class ServerTlsTest {
  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final String OTHER = "sha256:" + "ab".repeat(32);

  @TempDir Path folder;

  @Test
  void aCopyOfItsTokenFileIsEnough() throws Exception {
    Path tokenFile = tokenFile(SECRET + "\n");
    ServerCertificate own = ServerCertificate.own(folder.resolve("tls"), "127.0.0.1");
    new TokenFile(tokenFile).name(own.fingerprint());
    try (ClusterServer server = start(own, tokenFile)) {
      Token copy = Token.read(tokenFile);
      assertThat(cluster(server, copy)).contains(server.master());
      assertThat(greeting(server, copy)).contains("Welcome");
    }
  }

  @Test
  void anotherCertificateIsNotTrustedAndNoTokenIsSentToIt() throws Exception {
    Path tokenFile = tokenFile(SECRET + "\n");
    ServerCertificate own = ServerCertificate.own(folder.resolve("tls"), "127.0.0.1");
    try (ClusterServer server = start(own, tokenFile)) {
      Token wrong = Token.read(tokenFile(SECRET + "\n" + OTHER + "\n"));
      assertThatThrownBy(() -> greeting(server, wrong))
          .isInstanceOfSatisfying(
              SlipwayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAUTHORIZED))
          .hasMessageContaining(OTHER)
          .hasMessageContaining(own.fingerprint().toString());
    }
  }

  @Test
  void whoSpeaksPlainTextIsToldSo() throws Exception {
    Path tokenFile = tokenFile(SECRET + "\n");
    ServerCertificate own = ServerCertificate.own(folder.resolve("tls"), "127.0.0.1");
    try (ClusterServer server = start(own, tokenFile)) {
      assertThatThrownBy(() -> greeting(server, Token.read(tokenFile)))
          .isInstanceOfSatisfying(
              SlipwayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PROTOCOL))
          .hasMessageContaining("TLS");
    }
  }

  @Test
  void anAdministratorsCertificateIsTrustedByItsAuthority() throws Exception {
    Path tokenFile = tokenFile(SECRET + "\n");
    ServerCertificate made = ServerCertificate.own(folder.resolve("tls"), "127.0.0.1");
    Key key =
        made.store().getKey(ServerCertificate.ALIAS, ServerCertificate.PASSWORD.toCharArray());
    Path keyFile = pem("key.pem", "PRIVATE KEY", key.getEncoded());
    byte[] der = made.store().getCertificate(ServerCertificate.ALIAS).getEncoded();
    Path certificateFile = pem("certificate.pem", "CERTIFICATE", der);
    ServerCertificate given =
        ServerCertificate.given(
                Map.of(
                    SlipwayKey.TLS_CERTIFICATE.key(), certificateFile.toString(),
                    SlipwayKey.TLS_KEY.key(), keyFile.toString()))
            .orElseThrow();
    try (ClusterServer server = start(given, tokenFile)) {
      Token trusting =
          Token.find(
              Map.of(
                  SlipwayKey.TOKEN_FILE.key(), tokenFile.toString(),
                  SlipwayKey.TLS_TRUST.key(), certificateFile.toString()),
              Map.of());
      assertThat(greeting(server, trusting)).contains("Welcome");
      Token system = Token.read(tokenFile).trusting(Map.of(SlipwayKey.TLS_TRUST.key(), "system"));
      assertThatThrownBy(() -> greeting(server, system))
          .isInstanceOfSatisfying(
              SlipwayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAUTHORIZED));
    }
  }

  @Test
  void halfACertificateIsRefused() {
    assertThatThrownBy(
            () -> ServerCertificate.given(Map.of(SlipwayKey.TLS_KEY.key(), "/no/such/key")))
        .isInstanceOfSatisfying(
            SlipwayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_VALUE));
  }

  @Test
  void itsKeyIsForItsOwnerOnlyAndStaysTheSame() throws Exception {
    ServerCertificate first = ServerCertificate.own(folder.resolve("tls"), "127.0.0.1");
    ServerCertificate again = ServerCertificate.own(folder.resolve("tls"), "127.0.0.1");
    assertThat(again.fingerprint()).isEqualTo(first.fingerprint());
    for (Path each : List.of(folder.resolve("tls"), folder.resolve("tls/server.p12"))) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
          .endsWith("------");
    }
  }

  @Test
  void aTokenFileThatNamesAnotherCertificateIsNotOverwritten() throws Exception {
    Path tokenFile = tokenFile(SECRET + "\n" + OTHER + "\n");
    ServerCertificate own = ServerCertificate.own(folder.resolve("tls"), "127.0.0.1");
    assertThatThrownBy(() -> new TokenFile(tokenFile).name(own.fingerprint()))
        .isInstanceOfSatisfying(
            SlipwayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
    assertThat(tokenFile).hasContent(SECRET + "\n" + OTHER);
  }

  @Test
  void plainTextIsRefusedOffLoopback() throws Exception {
    Token plain = Token.read(tokenFile(SECRET + "\n"));
    ServerAddress far = new ServerAddress(MasterUrl.parse("slipway://192.0.2.1:7477"));
    assertThatThrownBy(() -> far.webSocket(Protocol.NODES, plain.trust()))
        .isInstanceOfSatisfying(
            SlipwayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED))
        .hasMessageContaining("token file");
  }

  private ClusterServer start(ServerCertificate certificate, Path tokenFile) {
    return ClusterServer.start(
        new Listening("127.0.0.1", 0, "127.0.0.1"),
        Optional.of(certificate),
        Token.read(tokenFile),
        folder.resolve("data"),
        Map.of());
  }

  private static String cluster(ClusterServer server, Token token) throws Exception {
    ServerAddress address = new ServerAddress(MasterUrl.parse(server.master()));
    HttpRequest request =
        HttpRequest.newBuilder(address.http("/v1/cluster", token.trust()))
            .header("Authorization", token.header())
            .build();
    return token.client().build().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  private static String greeting(ClusterServer server, Token token) throws Exception {
    CompletableFuture<String> first = new CompletableFuture<>();
    Link.User user =
        new Link.User() {
          @Override
          public List<String> opening() {
            return List.of(
                RecordCodec.encode(DriverMessage.class, new DriverMessage.Hello(Protocol.VERSION)));
          }

          @Override
          public void received(String message) {
            first.complete(message);
          }

          @Override
          public void broke(String why) {
            first.completeExceptionally(new IOException(why));
          }
        };
    ServerAddress address = new ServerAddress(MasterUrl.parse(server.master()));
    try (Link link = new Link(new ServerEnd(address, Protocol.DRIVERS, token), user)) {
      link.connect(Duration.ofSeconds(10));
      return first.get(20, TimeUnit.SECONDS);
    }
  }

  private Path tokenFile(String text) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "token", ""), text);
  }

  private Path pem(String name, String kind, byte[] der) throws IOException {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return Files.writeString(
        folder.resolve(name),
        "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
  }
}
