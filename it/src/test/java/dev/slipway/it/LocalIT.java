package dev.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.testkit.LeakCheck;
import dev.slipway.testkit.ProcFs;
import dev.slipway.testkit.Run;
import dev.slipway.testkit.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code ./slipway submit --master local[n]}, as a user runs it. */
@Tag("local")
class LocalIT {
  private static final Duration PATIENCE = Duration.ofSeconds(240);

  private static Sandbox sandbox;

  @BeforeAll
  static void open() {
    sandbox = Sandbox.create();
  }

  @AfterAll
  static void close() {
    sandbox.close();
  }

  @AfterEach
  void nothingIsLeft() {
    LeakCheck.assertNothingLeft(sandbox);
  }

  @Test
  void aPythonApplicationPrintsItsResult() {
    Run run = submit("examples/python/wordcount.py", "README.md");
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.stdout()).contains("Slipway: ");
  }

  @Test
  void aJavaApplicationPrintsItsResultAndLeavesWithItsCode() {
    Run pi = submit("--class", "dev.slipway.examples.Pi", Examples.jar(), "4");
    assertThat(pi.exitCode()).as("%s", pi).isZero();
    assertThat(pi.stdout()).containsPattern("Pi is roughly 3\\.\\d+");

    Run seven = submit("--class", "dev.slipway.examples.Exit", Examples.jar(), "7");
    assertThat(seven.exitCode()).as("%s", seven).isEqualTo(7);
  }

  @Test
  void anUncaughtExceptionIsShownLastAndGivesOne() {
    Run run = submit("--class", "dev.slipway.examples.Throw", Examples.jar(), "no such table");
    assertThat(run.exitCode()).as("%s", run).isEqualTo(1);
    assertThat(run.stderr()).contains("no such table");
    assertThat(run.stderr().indexOf("ShutdownHookManager: Shutdown hook called"))
        .as("the exception comes after Spark's chatter, or nearly: %s", run)
        .isLessThan(run.stderr().length());
  }

  @Test
  void pythonsExitCodesAreItsOwn() throws IOException {
    assertThat(submit(python("import sys; sys.exit(7)")).exitCode()).isEqualTo(7);
    Run raised = submit(python("raise ValueError('no such column')"));
    assertThat(raised.exitCode()).as("%s", raised).isEqualTo(1);
    assertThat(raised.stdout() + raised.stderr()).contains("ValueError: no such column");
  }

  @Test
  void aKilledDriverTakesItsPythonWithItAndExits137() throws IOException {
    Path pidFile = sandbox.folder().resolve("python.pid");
    Run run =
        submit(
            python(
                """
                import os
                from pyspark.sql import SparkSession
                spark = SparkSession.builder.getOrCreate()
                open(%r, 'w').write(str(os.getpid()))
                while True: pass
                """
                    .replace("%r", "'" + pidFile + "'")));
    await().atMost(PATIENCE).until(() -> Files.exists(pidFile) && Files.size(pidFile) > 0);
    long python = Long.parseLong(Files.readString(pidFile));
    assertThat(ProcFs.isAlive(python)).isTrue();
    run.signal("KILL");
    assertThat(run.exitCode()).isEqualTo(137);
    await().atMost(Duration.ofSeconds(3)).until(() -> !ProcFs.isAlive(python));
    sandbox.forgetTemporaryFiles();
  }

  @Test
  void aProgramThatStartsSparkItselfRunsOnTheOverlay() throws IOException {
    Run home = sandbox.slipway("home");
    assertThat(home.exitCode()).as("%s", home).isZero();
    Path program =
        python(
            """
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.master('local[2]').getOrCreate()
            print('sum', spark.range(10).groupBy().sum().first()[0])
            spark.stop()
            """);
    Run run = sandbox.python(program, home.stdout().strip());
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.stdout()).contains("sum 45");
  }

  private static Path python(String code) throws IOException {
    return Files.writeString(
        Files.createTempFile(sandbox.folder(), "program-", ".py"), code.stripIndent());
  }

  private static Run submit(Object... arguments) {
    String[] all = new String[arguments.length + 3];
    all[0] = "submit";
    all[1] = "--master";
    all[2] = "local[2]";
    for (int i = 0; i < arguments.length; i++) {
      all[i + 3] = arguments[i].toString();
    }
    return sandbox.slipway(all);
  }
}
