package dev.slipway.spark.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.spark.driver.app.Mainless;
import dev.slipway.spark.driver.app.Probe;
import dev.slipway.spark.driver.app.ProbeApplication;
import dev.slipway.testkit.LeakCheck;
import dev.slipway.testkit.Run;
import dev.slipway.testkit.Sandbox;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a driver's process ends with, by how its program ended; without a context, for speed. */
class EndingTest {
  private static Sandbox sandbox;
  private static Path jar;

  @BeforeAll
  static void open() {
    sandbox = Sandbox.create();
    jar =
        TestJar.of(
            sandbox.folder().resolve("probe.jar"),
            Probe.class,
            ProbeApplication.class,
            Mainless.class);
  }

  @AfterEach
  void nothingIsLeft() {
    LeakCheck.assertNothingLeft(sandbox);
  }

  @AfterAll
  static void close() {
    sandbox.close();
  }

  @Test
  void zeroWhenMainReturns() {
    Run run = probe().start("return");
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.stdout()).isEqualTo("main returns\n");
  }

  @Test
  void theProgramsOwnCode() {
    Run exit = probe().start("exit", "7");
    assertThat(exit.exitCode()).as("%s", exit).isEqualTo(7);

    Run user = probe().start("user-exit", "42");
    assertThat(user.exitCode()).as("SparkUserAppException %s", user).isEqualTo(42);
    assertThat(user.stderr()).doesNotContain("SparkUserAppException");
  }

  @Test
  void oneForAnUncaughtExceptionWhichIsUnwrapped() {
    Run run = probe().start("throw", "no such table");
    assertThat(run.exitCode()).as("%s", run).isEqualTo(1);
    assertThat(run.stderr())
        .contains("Exception in thread \"main\" java.lang.IllegalStateException: no such table")
        .doesNotContain("InvocationTargetException");
  }

  @Test
  void aThreadThatIsNotADaemonKeepsTheJvm() {
    Run returned = probe().start("thread-return");
    assertThat(returned.exitCode()).as("%s", returned).isZero();
    assertThat(returned.stdout()).contains("worked on");

    Run threw = probe().start("thread-throw", "no such table");
    assertThat(threw.exitCode()).as("%s", threw).isEqualTo(1);
    assertThat(threw.stdout()).contains("worked on");
    assertThat(threw.stderr()).contains("no such table");
  }

  @Test
  void aSignalIs128AndItsNumber() {
    Run run = probe().start("thread-forever").awaitOutput("waiting");
    run.signal("TERM");
    assertThat(run.exitCode()).as("%s", run).isEqualTo(128 + 15);
  }

  @Test
  void callSystemExitOnMainExitDoesNotWaitForThreads() {
    Run run =
        probe().property("spark.submit.callSystemExitOnMainExit", "true").start("thread-forever");
    assertThat(run.exitCode()).as("%s", run).isZero();
  }

  @Test
  void aSparkApplicationIsHandedItsConfiguration() {
    Run run =
        DriverProcess.jar(sandbox, jar.toString(), ProbeApplication.class.getName())
            .start("a", "b");
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.stdout()).isEqualTo("probe[a, b]\n");
  }

  @Test
  void sparks101ForAMainClassThatIsNotThere() {
    Run run = DriverProcess.jar(sandbox, jar.toString(), "org.example.Nowhere").start();
    assertThat(run.exitCode()).as("%s", run).isEqualTo(101);
    assertOneError(run, "the main class org.example.Nowhere is not in", "SLW-MAIN-CLASS-MISSING");
  }

  @Test
  void aMainThatIsNotStaticIsRefused() {
    Run run = DriverProcess.jar(sandbox, jar.toString(), Mainless.class.getName()).start();
    assertThat(run.exitCode()).as("%s", run).isEqualTo(1);
    assertOneError(run, "has no public static void main", "SLW-MAIN-CLASS-MISSING");
  }

  @Test
  void aMissingJarIsRefused() {
    Run run = DriverProcess.jar(sandbox, "local:/nowhere/app.jar", "org.example.App").start();
    assertThat(run.exitCode()).as("%s", run).isEqualTo(1);
    assertOneError(run, "local:/nowhere/app.jar", "SLW-RESOURCE-MISSING");
  }

  private static void assertOneError(Run run, String what, String code) {
    assertThat(run.stderr()).contains(what).contains(code).doesNotContain("\tat ");
    assertThat(run.stderr().lines().filter(line -> line.startsWith("slipway: "))).hasSize(1);
    assertThat(run.stderr().lines().skip(Math.max(run.stderr().lines().count() - 2, 0)).findFirst())
        .as("the last two lines of %s", run)
        .hasValueSatisfying(line -> assertThat(line).startsWith("slipway: "));
  }

  private static DriverProcess probe() {
    return DriverProcess.jar(sandbox, jar.toString(), Probe.class.getName());
  }
}
