package dev.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.testkit.Run;
import dev.slipway.testkit.Sandbox;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Small disks of the server's and of a node's, which fill up. */
@Tag("slipway")
class DiskFullIT {
  private static final Duration PATIENCE = Duration.ofSeconds(180);

  private Sandbox sandbox;
  private Path disk;
  private Path elsewhere;
  private Run server;
  private Run node;
  private String master;

  @BeforeEach
  void mount() throws Exception {
    assumeTrue(System.getProperty("user.name").equals("root"), "skipped: mounting needs root");
    sandbox = Sandbox.create();
    disk = Files.createDirectories(sandbox.folder().resolve("disk"));
    elsewhere = Files.createDirectories(sandbox.folder().resolve("elsewhere"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=32m,mode=755", "slipway-test", disk.toString()),
        "skipped: this machine does not let us mount a tmpfs");
  }

  @AfterEach
  void unmount() throws Exception {
    if (sandbox == null) {
      return;
    }
    try {
      for (Run daemon : new Run[] {node, server}) {
        if (daemon != null) {
          daemon.stop();
        }
      }
    } finally {
      run("umount", "-l", disk.toString());
      sandbox.close();
    }
  }

  @Test
  void theServersDiskIsFull() throws IOException {
    start(disk, elsewhere);
    Run upload = submit("--files", file("large", 48));
    assertThat(upload.exitCode()).as("%s", upload).isEqualTo(1);
    assertThat(upload.stderr()).contains("[SLW-SYSTEM]", "No space left on device");
    assertThat(names(disk.resolve("files"))).noneMatch(name -> name.endsWith(".new"));
    succeeds(submit());

    Path filler = fill();
    // More than what the record's own files have room for.
    Run record = submit("--properties-file", properties(8));
    assertThat(record.exitCode()).as("%s", record).isEqualTo(1);
    assertThat(record.stderr()).contains("[SLW-SYSTEM]", "applications.db", "full");
    Files.delete(filler);
    succeeds(submit());
    Run list = sandbox.slipway("list", "--master", master);
    assertThat(list.exitCode()).as("%s", list).isZero();
    assertThat(list.stdout().lines().filter(line -> line.startsWith("app-")))
        .hasSize(2)
        .allMatch(line -> line.contains("FINISHED"));
  }

  @Test
  void aNodesDiskIsFullOrCannotBeWritten() throws Exception {
    start(elsewhere, disk);
    Run fetch = submit("--files", file("large", 48));
    assertThat(fetch.exitCode()).as("%s", fetch).isEqualTo(1);
    assertThat(fetch.stderr()).contains("FAILED", "No space left on device");
    await("nothing half-left")
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(names(disk.resolve("files"))).noneMatch(name -> name.endsWith(".new"));
              assertThat(names(disk.resolve("containers"))).isEmpty();
            });
    succeeds(submit());

    // Not the whole of it: the agent has its lock open for writing.
    String containers = disk.resolve("containers").toString();
    assertThat(run("mount", "--bind", containers, containers)).isTrue();
    assertThat(run("mount", "-o", "remount,ro,bind", containers)).isTrue();
    Run unwritable = submit();
    assertThat(unwritable.exitCode()).as("%s", unwritable).isEqualTo(1);
    assertThat(unwritable.stderr()).contains("FAILED", "Read-only file system");
    assertThat(run("umount", containers)).isTrue();
    succeeds(submit());
  }

  @Test
  void aDriverThatFillsTheDiskEndsWithItsOwnCode() throws IOException {
    start(elsewhere, disk);
    Run run =
        program(
            """
            import sys
            try:
                with open('filler', 'wb', buffering=0) as out:
                    while True:
                        out.write(bytes(4096))
            except OSError:
                sys.exit(7)
            """);
    assertThat(run.exitCode()).as("%s", run).isEqualTo(7);
    succeeds(submit());
  }

  @Test
  void anAgentWhoseFolderCannotBeMadeSaysSo() throws IOException {
    start(elsewhere, disk);
    Path file = Files.createFile(sandbox.folder().resolve("no-folder"));
    Run other =
        sandbox.slipway(
            "node",
            "--server",
            master,
            "--id",
            "n2",
            "--work-dir",
            file.resolve("work").toString());
    assertThat(other.exitCode()).as("%s", other).isEqualTo(1);
    assertThat(other.stderr()).contains("[SLW-SYSTEM]", file.toString());
  }

  private void start(Path data, Path work) {
    server = sandbox.slipway("server", "--listen", "127.0.0.1:0", "--data", data.toString());
    Path address = data.resolve("address");
    await("the server").atMost(PATIENCE).until(() -> Files.exists(address));
    master = "slipway://" + read(address).strip();
    node =
        sandbox.slipway(
            "node",
            "--server",
            master,
            "--id",
            "node-1",
            "--cores",
            "2",
            "--memory",
            "3g",
            "--work-dir",
            work.toString(),
            "--conf",
            "slipway.isolation=none");
    await("the node").atMost(PATIENCE).until(() -> node.stdout().contains("Connected to"));
  }

  /** A program that does nothing. */
  private Run submit(String... more) throws IOException {
    return program("", more);
  }

  private Run program(String program, String... more) throws IOException {
    Path file = Files.writeString(sandbox.folder().resolve("program.py"), program);
    List<String> words =
        List.of(
            "submit",
            "--master",
            master,
            "--deploy-mode",
            "cluster",
            "--driver-memory",
            "512m",
            "--conf",
            "slipway.launch.early=false");
    return sandbox.slipway(
        Stream.of(words.stream(), Stream.of(more), Stream.of(file.toString()))
            .flatMap(each -> each)
            .toArray(String[]::new));
  }

  private static void succeeds(Run run) {
    assertThat(run.exitCode()).as("%s", run).isZero();
  }

  private String file(String name, int mebibytes) throws IOException {
    Path file = sandbox.folder().resolve(name);
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int i = 0; i < mebibytes; i++) {
        out.write(new byte[1 << 20]);
      }
    }
    return file.toString();
  }

  private String properties(int mebibytes) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < mebibytes; i++) {
      text.append("spark.test.").append(i).append('=').append("x".repeat(1 << 20)).append('\n');
    }
    return Files.writeString(sandbox.folder().resolve("large.conf"), text).toString();
  }

  /** To the last byte. */
  private Path fill() throws IOException {
    Path filler = disk.resolve("filler");
    try (OutputStream out = Files.newOutputStream(filler)) {
      while (true) {
        out.write(new byte[4096]);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
      return filler;
    }
  }

  private static List<String> names(Path folder) {
    String[] names = folder.toFile().list();
    return names == null ? List.of() : Arrays.asList(names);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static boolean run(String... command) throws Exception {
    return new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }
}
