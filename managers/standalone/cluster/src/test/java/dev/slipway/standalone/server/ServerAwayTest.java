package dev.slipway.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.DeployMode;
import dev.slipway.api.MainResource;
import dev.slipway.api.MasterUrl;
import dev.slipway.api.submit.ApplicationRef;
import dev.slipway.api.submit.Caller;
import dev.slipway.api.submit.SubmissionId;
import dev.slipway.api.submit.Submitter;
import dev.slipway.api.submit.SubmitterContext;
import dev.slipway.standalone.driver.Token;
import dev.slipway.standalone.submit.StandaloneSubmitterFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that is being started again while somebody submits. */
@Timeout(120)
class ServerAwayTest {
  @TempDir Path folder;

  @Test
  void whoSubmitsMeanwhileIsServedOnceItIsThere() throws Exception {
    Path tokenFile =
        Files.writeString(folder.resolve("token"), "0123456789abcdef0123456789abcdef\n");
    Path jar = Files.writeString(folder.resolve("app.jar"), "jar");
    ServerSocket refusing = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    int port = refusing.getLocalPort();
    MasterUrl master = MasterUrl.parse("slipway://127.0.0.1:" + port);
    CompletableFuture<ApplicationRef> submitted =
        CompletableFuture.supplyAsync(() -> submit(master, tokenFile, jar));
    // It has tried once, and was cut off in the middle.
    refusing.accept().close();
    refusing.close();
    try (ClusterServer server = start(port, tokenFile)) {
      ApplicationRef application = submitted.get(60, TimeUnit.SECONDS);
      assertThat(application.submission().text()).isEqualTo("mine");
      assertThat(submit(master, tokenFile, jar)).isEqualTo(application);
      assertThat(server.master()).isEqualTo(master.text());
    }
  }

  private ClusterServer start(int port, Path tokenFile) {
    return ClusterServer.start(
        Listening.parse("127.0.0.1:" + port, Optional.empty()),
        Optional.empty(),
        Token.read(tokenFile),
        folder.resolve("data"),
        Map.of());
  }

  private static ApplicationRef submit(MasterUrl master, Path tokenFile, Path jar) {
    Map<String, String> environment = Map.of(Token.VARIABLE, tokenFile.toString());
    ApplicationSpec spec =
        new ApplicationSpec(
            "test",
            master,
            DeployMode.CLUSTER,
            new MainResource.Jar(jar.toString(), Optional.empty()),
            List.of(),
            Map.of(),
            false);
    try (Submitter submitter =
        new StandaloneSubmitterFactory(environment, "alice")
            .open(
                master,
                new SubmitterContext(jar.getParent(), Map.of(), Map.of(), Clock.systemUTC()))) {
      return submitter.submit(new SubmissionId("mine"), spec, new Caller("alice"));
    }
  }
}
