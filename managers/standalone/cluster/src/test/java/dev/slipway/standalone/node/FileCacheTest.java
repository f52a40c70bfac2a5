package dev.slipway.standalone.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.MasterUrl;
import dev.slipway.api.SlipwayException;
import dev.slipway.standalone.driver.ServerAddress;
import dev.slipway.standalone.driver.Token;
import dev.slipway.standalone.submit.Digest;
import dev.slipway.standalone.submit.UploadedFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node's copies, from a server that counts how often it is asked. */
@Timeout(60)
class FileCacheTest {
  private static final byte[] CONTENT = "content".getBytes(UTF_8);
  private static final Retention NOTHING = new Retention(Duration.ZERO, 0);

  @TempDir private Path folder;
  private final AtomicInteger asked = new AtomicInteger();
  private HttpServer server;
  private FileCache cache;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/files/",
        call -> {
          asked.incrementAndGet();
          call.sendResponseHeaders(200, CONTENT.length);
          call.getResponseBody().write(CONTENT);
          call.close();
        });
    server.start();
    Token token =
        Token.read(Files.writeString(folder.resolve("token"), "0123456789abcdef0123456789abcdef"));
    MasterUrl master = MasterUrl.parse("slipway://127.0.0.1:" + server.getAddress().getPort());
    cache = new FileCache(folder, new ServerAddress(master), token, Clock.systemUTC());
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void aFileIsFetchedOnceAndItsLinkStaysWhenItLeaves() throws IOException {
    UploadedFile file = new UploadedFile(digest(), "a.txt");
    Path link = folder.resolve("link");
    cache.use(file, here -> Files.createLink(link, here));
    cache.use(file, here -> assertThat(here).hasBinaryContent(CONTENT));
    assertThat(asked).hasValue(1);
    cache.tidy(NOTHING);
    assertThat(folder.resolve("files")).isEmptyDirectory();
    assertThat(link).hasBinaryContent(CONTENT);
    cache.use(file, here -> assertThat(here).exists());
    assertThat(asked).hasValue(2);
  }

  @Test
  void whatIsSomethingElseIsRefusedAndNotKept() throws IOException {
    assertThatThrownBy(() -> cache.use(new UploadedFile("0".repeat(64), "a.txt"), here -> {}))
        .isInstanceOfSatisfying(
            SlipwayException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.RESOURCE_MISSING));
    cache.tidy(NOTHING);
    assertThat(folder.resolve("files")).isEmptyDirectory();
  }

  @Test
  void whatAKilledAgentFetchedHalfLeavesAndWhatIsUsedStays() throws IOException {
    cache.use(new UploadedFile(digest(), "a.txt"), here -> {});
    Path half = Files.createFile(folder.resolve("files/fetch1.new"));
    cache.tidy(new Retention(Duration.ofHours(1), 1000));
    assertThat(half).doesNotExist();
    assertThat(folder.resolve("files").resolve(digest()).resolve("a.txt")).exists();
  }

  @Test
  void aContainerThatCannotTakeItIsToldWhy() throws IOException {
    UploadedFile file = new UploadedFile(digest(), "a.txt");
    assertThatThrownBy(
            () ->
                cache.use(
                    file,
                    here -> {
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOfSatisfying(
            SlipwayException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.SYSTEM);
              assertThat(e.problem()).contains("a.txt", "No space left on device");
            });
  }

  private static String digest() throws IOException {
    return Digest.copy(new ByteArrayInputStream(CONTENT), OutputStream.nullOutputStream());
  }
}
