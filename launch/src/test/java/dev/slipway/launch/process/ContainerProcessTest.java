package dev.slipway.launch.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.api.ExitInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** On real processes. */
@Timeout(60)
class ContainerProcessTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path folder;
  private final String id = "test-" + UUID.randomUUID();

  @AfterEach
  void leaveNothing() throws InterruptedException {
    Optional<ProcessStat> leader = new ContainerFolder(folder.resolve(id)).leader();
    assertThat(ProcessTree.of(id, leader).end(Duration.ZERO, Duration.ofSeconds(5))).isTrue();
  }

  @Test
  void outputAndStatusLieInTheFolder() throws Exception {
    ContainerProcess container = sh("pwd; echo oops >&2; echo $MORE; exit 7");
    ExitInfo exit = exit(container);
    assertThat(exit.code()).hasValue(7);
    assertThat(exit.blame()).isEqualTo(ExitInfo.Blame.APPLICATION);
    assertThat(container.folder().stdout())
        .hasContent(container.folder().work() + "\nof the environment");
    assertThat(container.folder().stderr()).hasContent("oops");
  }

  @Test
  void aSignalIsSeenInTheStatus() throws Exception {
    ExitInfo exit = exit(sh("kill -9 $$"));
    assertThat(exit.code()).hasValue(137);
    assertThat(exit.signal()).hasValue(9);
  }

  @Test
  void aCommandThatIsNotThereExits127() throws Exception {
    assertThat(exit(start(List.of("/no/such/program"))).code()).hasValue(127);
  }

  @Test
  void endingGivesTermFirstAndTheStatusIsWritten() throws Exception {
    ContainerProcess container =
        sh("trap 'echo bye; exit 3' TERM; echo ready; while true; do sleep 0.05; done");
    awaitText(container, "ready");
    assertThat(container.end(Duration.ofSeconds(10))).isTrue();
    assertThat(exit(container).code()).hasValue(3);
    assertThat(container.folder().stdout()).content().contains("bye");
  }

  @Test
  void aTreeThatIgnoresTermIsKilled() throws Exception {
    ContainerProcess container =
        sh("trap '' TERM; sh -c 'echo ready; while true; do sleep 0.05; done' & wait");
    awaitText(container, "ready");
    long start = System.nanoTime();
    assertThat(container.end(Duration.ofMillis(300))).isTrue();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    assertThat(container.tree().alive()).isEmpty();
    assertThat(exit(container).code()).hasValue(137);
  }

  @Test
  void busyPythonGroupsAndSessionsOfItsOwnAreFound() throws Exception {
    ContainerProcess container =
        start(
            List.of(
                "python3",
                "-c",
                """
                import os, signal
                for leave in (os.setpgrp, os.setsid, lambda: None):
                    if os.fork() == 0:
                        leave()
                        signal.signal(signal.SIGTERM, signal.SIG_IGN)
                        os.write(1, b'ready\\n')
                        while True: pass
                os.wait()
                """));
    awaitText(container, "ready\nready\nready");
    assertThat(container.tree().alive()).hasSize(5);
    assertThat(container.end(Duration.ofMillis(200))).isTrue();
    assertThat(container.tree().alive()).isEmpty();
  }

  @Test
  void whoeverClearsItsEnvironmentIsFoundBySession() throws Exception {
    ContainerProcess container = sh("env -i sh -c 'echo ready; sleep 50' & wait");
    awaitText(container, "ready");
    assertThat(container.end(Duration.ZERO)).isTrue();
    assertThat(container.tree().alive()).isEmpty();
  }

  @Test
  void whatTheCommandLeftBehindIsFoundAfterItsEnd() throws Exception {
    ContainerProcess container = sh("setsid sleep 50 & sleep 50 & exit 0");
    assertThat(exit(container).code()).hasValue(0);
    assertThat(container.tree().alive()).isNotEmpty();
    assertThat(container.end(Duration.ZERO)).isTrue();
  }

  @Test
  void aStoppedTreeCanBeEnded() throws Exception {
    ContainerProcess container = sh("echo ready; kill -STOP $$; sleep 50");
    awaitText(container, "ready");
    assertThat(container.end(Duration.ofMillis(100))).isTrue();
  }

  @Test
  void aRestartedStarterFindsItAgainAndLearnsTheStatus() throws Exception {
    sh("echo ready; while [ ! -e go ]; do sleep 0.05; done; exit 9");
    ContainerFolder place = new ContainerFolder(folder.resolve(id));
    await().atMost(PATIENCE).until(() -> place.leader().isPresent());
    ContainerProcess found = ContainerProcess.find(id, place).orElseThrow();
    Files.createFile(place.work().resolve("go"));
    found.ended().toCompletableFuture().get(20, TimeUnit.SECONDS);
    assertThat(ContainerProcess.exit(place).code()).hasValue(9);
    assertThat(ContainerProcess.find(id, place)).isEmpty();
  }

  @Test
  void withoutItsShimTheExitIsNobodysFault() throws Exception {
    ContainerProcess container = sh("echo ready; sleep 50");
    awaitText(container, "ready");
    await().atMost(PATIENCE).until(() -> container.folder().leader().isPresent());
    ProcessHandle.of(container.folder().leader().orElseThrow().pid())
        .orElseThrow()
        .destroyForcibly();
    ExitInfo exit = exit(container);
    assertThat(exit.code()).isEmpty();
    assertThat(exit.blame()).isEqualTo(ExitInfo.Blame.PLATFORM);
    assertThat(container.tree().alive()).as("the command lives on").isNotEmpty();
    assertThat(container.end(Duration.ZERO)).isTrue();
  }

  @Test
  void aPidThatWasGivenToAnotherIsNotTouched() throws Exception {
    Process other = new ProcessBuilder("setsid", "sleep", "50").start();
    try {
      ProcessStat now = ProcessStat.of(other.pid()).orElseThrow();
      ProcessStat before = new ProcessStat(now.pid(), 'S', now.pid(), now.startTicks() - 1);
      ProcessTree tree = ProcessTree.of(id, Optional.of(before));
      assertThat(tree.alive()).isEmpty();
      assertThat(tree.end(Duration.ZERO, Duration.ofSeconds(1))).isTrue();
      assertThat(other.isAlive()).isTrue();
    } finally {
      other.destroyForcibly();
    }
  }

  @Test
  void whoeverLooksRightAfterTheStartSeesItAlive() {
    start(List.of("sleep", "50"));
    ContainerFolder place = new ContainerFolder(folder.resolve(id));
    assertThat(place.leader()).isPresent();
    assertThat(ProcessTree.of("unmarked", place.leader()).alive()).isNotEmpty();
  }

  @Test
  void aLeaderOutsideItsOwnSessionIsAMember() throws Exception {
    Process sleep = new ProcessBuilder("sleep", "50").start();
    try {
      ProcessTree tree = ProcessTree.of("unmarked", ProcessStat.of(sleep.pid()));
      assertThat(tree.alive()).extracting(ProcessHandle::pid).containsExactly(sleep.pid());
    } finally {
      sleep.destroyForcibly().waitFor();
    }
  }

  @Test
  void theFolderKeepsItsLogsOnly() throws Exception {
    ContainerProcess container = sh("echo text; mkdir -p a/b; touch a/b/c");
    exit(container);
    container.folder().removeFiles();
    container.folder().removeRecord();
    assertThat(container.folder().path().toFile().list())
        .containsExactlyInAnyOrder("stdout", "stderr");
  }

  private ContainerProcess sh(String script) {
    return start(List.of("sh", "-c", script));
  }

  private ContainerProcess start(List<String> command) {
    ContainerFolder place = new ContainerFolder(folder.resolve(id));
    place.create();
    Map<String, String> environment = new HashMap<>();
    environment.put("PATH", System.getenv("PATH"));
    environment.put("MORE", "of the environment");
    return ContainerProcess.start(Shim.install(folder), id, place, command, environment);
  }

  private static ExitInfo exit(ContainerProcess container) throws Exception {
    container.ended().toCompletableFuture().get(20, TimeUnit.SECONDS);
    return ContainerProcess.exit(container.folder());
  }

  private static void awaitText(ContainerProcess container, String text) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> Files.readString(container.folder().stdout()).contains(text));
  }
}
