package dev.slipway.yarn.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.slipway.api.SlipwayException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodePagesTest {
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final String PASSWORD = "changeit";

  private final Configuration configuration = new Configuration(false);

  @TempDir private Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void aPageThatIsNotThereIsNoError() throws IOException {
    HttpServer server = serve(HttpServer.create(ANY, 0));
    NodePages pages = new NodePages(configuration);
    assertThat(pages.copy(address(server), "/there", out)).isTrue();
    assertThat(out.toByteArray()).containsExactly(1, 2);
    assertThat(pages.copy("http://" + address(server), "/there", out)).isTrue();
    assertThat(pages.copy(address(server), "/elsewhere", out)).isFalse();
    assertThatThrownBy(() -> pages.copy(address(server), "/forbidden", out))
        .isInstanceOf(SlipwayException.class)
        .hasMessageContaining("SLW-UNAUTHORIZED");
    server.stop(0);
  }

  @Test
  void yarnsPolicyAndHadoopsTrustDecideOfTls() throws Exception {
    Path keys = keys();
    HttpsServer https = HttpsServer.create(ANY, 0);
    https.setHttpsConfigurator(new HttpsConfigurator(context(keys)));
    serve(https);
    configuration.set("yarn.http.policy", "HTTPS_ONLY");
    assertThatThrownBy(() -> new NodePages(configuration).copy(address(https), "/there", out))
        .isInstanceOf(SSLException.class);
    configuration.set("ssl.client.truststore.location", keys.toString());
    configuration.set("ssl.client.truststore.password", PASSWORD);
    assertThat(new NodePages(configuration).copy(address(https), "/there", out)).isTrue();
    https.stop(0);
  }

  private static HttpServer serve(HttpServer server) {
    server.createContext(
        "/",
        exchange -> {
          int code =
              switch (exchange.getRequestURI().getPath()) {
                case "/there" -> 200;
                case "/forbidden" -> 403;
                default -> 404;
              };
          exchange.sendResponseHeaders(code, 2);
          exchange.getResponseBody().write(new byte[] {1, 2});
          exchange.close();
        });
    server.start();
    return server;
  }

  private static String address(HttpServer server) {
    return "localhost:" + server.getAddress().getPort();
  }

  private Path keys() throws IOException, InterruptedException {
    Path keys = folder.resolve("keys.jks");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "node",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-keyalg",
                "RSA",
                "-storetype",
                "JKS",
                "-storepass",
                PASSWORD,
                "-keypass",
                PASSWORD,
                "-keystore",
                keys.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.out").toFile())
            .start();
    assertThat(keytool.waitFor()).isZero();
    return keys;
  }

  private static SSLContext context(Path keys) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("JKS");
    try (InputStream in = Files.newInputStream(keys)) {
      store.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }
}
