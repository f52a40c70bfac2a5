package dev.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.testkit.Run;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An agent that is killed while it fetches the files of a container that it is to start. */
@Tag("slipway")
class LostStartIT {
  private static final Duration PATIENCE = Duration.ofSeconds(240);
  private static final String SERVER = "dev.slipway.standalone.server.ServerMain";
  private static final int MEBIBYTES = 300;

  private TestCluster cluster;

  @BeforeEach
  void start() {
    cluster = TestCluster.start(1, 2, "3g");
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void theApplicationIsStartedAllTheSame() throws IOException {
    Run run = submitAndLoseTheStart();
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.stderr()).contains("FINISHED").doesNotContain("FAILED");
    await().atMost(PATIENCE).until(() -> cluster.usedCores() == 0);
  }

  /** The server stands still in the middle of the fetch, so that it cannot end too soon. */
  private Run submitAndLoseTheStart() throws IOException {
    Run run =
        cluster.submit(
            Stream.of(
                    Stream.of("--deploy-mode", "cluster", "--files", large()),
                    Stream.of("--conf", "slipway.launch.early=false"),
                    Stream.of("--class", "dev.slipway.examples.Exit", Examples.jar(), "0"))
                .flatMap(words -> words)
                .toArray());
    long server = cluster.processes(SERVER).get(0).pid();
    await("the fetch")
        .pollInterval(Duration.ofMillis(2))
        .pollDelay(Duration.ZERO)
        .atMost(PATIENCE)
        .until(() -> isFetchingLarge() || !run.isAlive());
    Run.signal("STOP", server);
    try {
      assertThat(isFetchingLarge()).as("still fetching: %s", run).isTrue();
      cluster.kill("dev.slipway.standalone.node.NodeMain");
    } finally {
      Run.signal("CONT", server);
    }
    cluster.startAgain();
    return run;
  }

  private boolean isFetchingLarge() throws IOException {
    for (Path file : list(work().resolve("files"))) {
      if (file.toString().endsWith(".new") && file.toFile().length() > 1 << 20) {
        return true;
      }
    }
    return false;
  }

  private Path work() {
    return cluster.sandbox().folder().resolve("slipway/state/cluster/nodes/node-1/work");
  }

  private static List<Path> list(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private String large() throws IOException {
    Path file = cluster.sandbox().folder().resolve("large");
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int i = 0; i < MEBIBYTES; i++) {
        out.write(new byte[1 << 20]);
      }
    }
    return file.toString();
  }
}
