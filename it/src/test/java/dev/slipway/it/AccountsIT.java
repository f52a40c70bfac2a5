package dev.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.testkit.Folder;
import dev.slipway.testkit.ProcFs;
import dev.slipway.testkit.Run;
import dev.slipway.testkit.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A root agent that runs containers under their submitters' accounts: two real ones. */
@Tag("slipway")
class AccountsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(180);

  private final String mark = UUID.randomUUID().toString().substring(0, 8);
  private final String alice = "slwa" + mark;
  private final String bob = "slwb" + mark;
  private Sandbox sandbox;
  private Path work;
  private Run server;
  private Run node;
  private String master;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(System.getProperty("user.name").equals("root"), "skipped: accounts need root");
    assumeTrue(Files.exists(Path.of("/usr/sbin/useradd")), "skipped: there is no useradd");
    sandbox = Sandbox.create();
    // The sandbox is its owner's only.
    work = Files.createTempDirectory("slipway-accounts-");
    Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxr-xr-x"));
    for (String account : List.of(alice, bob)) {
      run("useradd", "--system", "--no-create-home", "--home-dir", "/nonexistent", account);
    }
    server = sandbox.slipway("server", "--listen", "127.0.0.1:0");
    Path address = sandbox.folder().resolve("slipway/state/cluster/server/address");
    await("the server").atMost(PATIENCE).until(() -> Files.exists(address));
    master = "slipway://" + Files.readString(address).strip();
    startNode();
  }

  private void startNode(String... more) {
    List<String> words =
        List.of(
            "node",
            "--server",
            master,
            "--id",
            "node-1",
            "--cores",
            "4",
            "--memory",
            "6g",
            "--work-dir",
            work.toString(),
            "--conf",
            "slipway.archive.auto=false",
            "--conf",
            "slipway.node.runAs=submitter");
    node = sandbox.slipway(Stream.concat(words.stream(), Stream.of(more)).toArray(String[]::new));
    await("the node").atMost(PATIENCE).until(() -> node.stdout().contains("Connected to"));
  }

  @AfterEach
  void stop() throws Exception {
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
      for (String account : List.of(alice, bob)) {
        new ProcessBuilder("userdel", account).start().waitFor();
      }
      Folder.delete(work);
      sandbox.close();
    }
  }

  @Test
  void eachUsersContainersRunUnderTheUsersAccount() throws Exception {
    Path alices = token(alice);
    Run first = submit(alices, "1000000");
    Run second = submit(token(bob), "1000000");
    await("both users' drivers and executors")
        .atMost(PATIENCE)
        .until(() -> jvmsOf(alice) == 2 && jvmsOf(bob) == 2);
    assertThat(jvmsOf("root")).isZero();
    for (Path folder : containers()) {
      assertThat(permissions(folder.resolve("tmp"))).isEqualTo("rwx------");
      assertThat(Files.getOwner(folder.resolve("stderr")).getName()).isEqualTo("root");
      String own = Files.getOwner(folder.resolve("tmp")).getName();
      String other = own.equals(alice) ? bob : alice;
      assertThat(Files.getOwner(folder.resolve("work")).getName()).isEqualTo(own);
      assertThat(
              succeeds(
                  "setpriv",
                  "--reuid=" + other,
                  "--clear-groups",
                  "--regid=65534",
                  "ls",
                  folder.resolve("tmp").toString()))
          .as("%s reads what is %s's", other, own)
          .isFalse();
    }
    seenByOthers(alices);
    takenBackByTheNextAgent();
    for (Run each : List.of(first, second)) {
      assertThat(each.exitCode()).as("%s", each).isNotZero();
    }
  }

  /** A user's token neither sees nor stops what is another's. */
  private void seenByOthers(Path alices) {
    Run all = sandbox.slipway("list", "--master", master);
    assertThat(all.exitCode()).as("%s", all).isZero();
    assertThat(all.stdout()).contains(alice, bob);
    String id =
        all.stdout()
            .lines()
            .filter(line -> line.contains(bob))
            .findFirst()
            .orElseThrow()
            .split(" ")[0];
    Run own = as(alices, "list", "--master", master);
    assertThat(own.exitCode()).as("%s", own).isZero();
    assertThat(own.stdout()).contains(alice).doesNotContain(bob);
    Run kill = as(alices, "kill", id, "--master", master);
    assertThat(kill.exitCode()).isEqualTo(1);
    assertThat(kill.stderr()).contains("[SLW-NOT-FOUND]");
  }

  /** Killed and started again, the agent has them still, and ends them when it is asked to. */
  private void takenBackByTheNextAgent() {
    node.signal("KILL");
    node.exitCode();
    assertThat(jvmsOf(alice) + jvmsOf(bob)).isEqualTo(4);
    startNode();
    assertThat(jvmsOf(alice) + jvmsOf(bob)).isEqualTo(4);
    Run all = sandbox.slipway("list", "--master", master);
    all.exitCode();
    all.stdout()
        .lines()
        .filter(line -> line.startsWith("app-"))
        .forEach(
            line -> sandbox.slipway("kill", line.split(" ")[0], "--master", master).exitCode());
    await("their end").atMost(PATIENCE).until(() -> jvmsOf(alice) + jvmsOf(bob) == 0);
  }

  /** A JVM of one user's is nobody else's. */
  @Test
  void aPoolIsOfWhoeverAskedLast() throws Exception {
    node.signal("TERM");
    node.exitCode();
    startNode("--conf", "slipway.pool.executors=1");
    assertThat(jvmsOf(alice) + jvmsOf("root")).as("nobody has asked yet").isZero();
    Run first = submit(token(alice), "2");
    assertThat(first.exitCode()).as("%s", first).isZero();
    await("one for alice").atMost(PATIENCE).until(() -> jvmsOf(alice) == 1);
    Path bobs = token(bob);
    Run second = submit(bobs, "2");
    assertThat(second.exitCode()).as("%s", second).isZero();
    assertThat(isPooled(second)).isFalse();
    await("one for bob")
        .atMost(PATIENCE)
        .until(() -> jvmsOf(alice) == 0 && jvmsOf(bob) == 1 && isReady());
    Run third = submit(bobs, "2");
    assertThat(third.exitCode()).as("%s", third).isZero();
    assertThat(isPooled(third)).isTrue();
  }

  private boolean isReady() {
    Run status = sandbox.slipway("cluster", "status", "--master", master);
    status.exitCode();
    return status.stdout().contains("1 of 1 executors ready");
  }

  private boolean isPooled(Run run) {
    return Files.isSymbolicLink(work.resolve("containers").resolve(TestCluster.id(run) + "-1"));
  }

  @Test
  void whatTravelsBesideAProgramIsItsAccountsOwn() throws Exception {
    Path hadoop = Files.createDirectories(sandbox.folder().resolve("hadoop"));
    Files.writeString(hadoop.resolve("core-site.xml"), "<configuration/>");
    Path program =
        Files.writeString(
            sandbox.folder().resolve("program.py"),
            """
            import os
            file = os.environ['HADOOP_CONF_DIR'] + '/core-site.xml'
            print(os.environ['GREETING'], open(file).read(), os.stat(file).st_uid == os.getuid())
            """);
    Map<String, String> environment =
        Map.of("SLIPWAY_TOKEN_FILE", token(alice).toString(), "HADOOP_CONF_DIR", hadoop.toString());
    Run run =
        sandbox.run(
            List.of(
                "./slipway",
                "submit",
                "--master",
                master,
                "--deploy-mode",
                "cluster",
                "--conf",
                "slipway.launch.early=false",
                "--conf",
                "slipway.driverEnv.GREETING=it's $HOME",
                // The tests' own may lie where no other account may look.
                "--conf",
                "slipway.driverEnv.PYSPARK_PYTHON=python3",
                program.toString()),
            environment);
    assertThat(run.exitCode()).as("%s", run).isZero();
    String id = run.stderr().replaceFirst("(?s).*submitted as (\\S+).*", "$1");
    Run logs = sandbox.slipway("logs", id, "--master", master);
    assertThat(logs.exitCode()).as("%s", logs).isZero();
    assertThat(logs.stdout()).contains("it's $HOME <configuration/> True");
  }

  @Test
  void withoutAUsersTokenAndForUnknownUsersNothingRuns() throws Exception {
    Path operators = sandbox.folder().resolve("slipway/state/cluster/token");
    Run operator = submit(operators, "2");
    assertThat(operator.exitCode()).as("%s", operator).isNotZero();
    assertThat(operator.stderr()).contains("the cluster's own token");
    Run unknown = submit(token("nobody-of-that-name"), "2");
    assertThat(unknown.exitCode()).as("%s", unknown).isNotZero();
    assertThat(unknown.stderr()).contains("not known on this machine");
    Run root = sandbox.slipway("cluster", "token", "root");
    assertThat(root.exitCode()).isEqualTo(1);
    assertThat(root.stderr()).contains("[SLW-INVALID-VALUE]");
  }

  private Run submit(Path token, String partitions) {
    return as(
        token,
        "submit",
        "--master",
        master,
        "--deploy-mode",
        "cluster",
        "--driver-memory",
        "512m",
        "--executor-memory",
        "512m",
        "--num-executors",
        "1",
        "--class",
        "dev.slipway.examples.Pi",
        Examples.jar().toString(),
        partitions);
  }

  private Run as(Path token, String... words) {
    List<String> command = Stream.concat(Stream.of("./slipway"), Stream.of(words)).toList();
    return sandbox.run(command, Map.of("SLIPWAY_TOKEN_FILE", token.toString()));
  }

  private Path token(String account) throws IOException {
    Run token = sandbox.slipway("cluster", "token", account);
    assertThat(token.exitCode()).as("%s", token).isZero();
    return Files.writeString(Files.createTempFile(sandbox.folder(), "token", ""), token.stdout());
  }

  private long jvmsOf(String account) {
    return sandbox.processes().stream()
        .filter(each -> ProcFs.commandLine(each.pid()).split(" ")[0].endsWith("/bin/java"))
        .filter(each -> ProcFs.commandLine(each.pid()).contains("dev.slipway.spark."))
        .filter(each -> each.info().user().filter(account::equals).isPresent())
        .count();
  }

  private List<Path> containers() throws IOException {
    try (Stream<Path> all = Files.list(work.resolve("containers"))) {
      return all.toList();
    }
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static void run(String... command) throws Exception {
    assertThat(succeeds(command)).as(String.join(" ", command)).isTrue();
  }

  private static boolean succeeds(String... command) throws Exception {
    return new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }
}
