package dev.slipway.spark.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.driver.DriverSideFactory;
import dev.slipway.spark.driver.app.Probe;
import dev.slipway.spark.driver.app.TellingManager;
import dev.slipway.testkit.LeakCheck;
import dev.slipway.testkit.Run;
import dev.slipway.testkit.Sandbox;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a driver tells its manager, and when. */
class LifecycleTest {
  private static Sandbox sandbox;
  private static Path jar;
  private static Path manager;
  private static Path service;

  @BeforeAll
  static void open() throws ClassNotFoundException {
    sandbox = Sandbox.create();
    jar = TestJar.of(sandbox.folder().resolve("probe.jar"), Probe.class);
    manager =
        TestJar.of(
            sandbox.folder().resolve("manager.jar"),
            TellingManager.class,
            Class.forName(TellingManager.class.getName() + "$Telling"));
    service =
        TestJar.ofTexts(
            sandbox.folder().resolve("service.jar"),
            Map.of(
                "META-INF/services/" + DriverSideFactory.class.getName(),
                TellingManager.class.getName()));
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
  void theEndIsToldWhenTheLastThreadIsOver() {
    Run run = on(TellingManager.MASTER).start("thread-return");
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.stdout().lines())
        .containsExactly(
            "manager: connect", "worked on", "manager: finished with 0", "manager: close");
  }

  @Test
  void anExceptionIsOneAndACodeThatNobodyHereKnowsIsNotTold() {
    Run threw = on(TellingManager.MASTER).start("throw", "no such table");
    assertThat(threw.exitCode()).as("%s", threw).isEqualTo(1);
    assertThat(told(threw)).containsExactly("connect", "finished with 1", "close");

    Run left = on(TellingManager.MASTER).start("exit", "7");
    assertThat(left.exitCode()).as("%s", left).isEqualTo(7);
    assertThat(told(left)).containsExactly("connect", "close");
  }

  @Test
  void aManagerThatDoesNotAnswerIsOneErrorBeforeAnythingRuns() {
    Run run = on(TellingManager.UNREACHABLE).start("return");
    assertThat(run.exitCode()).as("%s", run).isEqualTo(1);
    assertThat(run.stdout()).doesNotContain("main returns");
    assertThat(run.stderr())
        .contains("slipway: nobody answers at " + TellingManager.UNREACHABLE)
        .endsWith("[SLW-MASTER-UNREACHABLE]\n  start it\n")
        .doesNotContain("\tat ");
  }

  private static List<String> told(Run run) {
    return run.stdout()
        .lines()
        .filter(line -> line.startsWith("manager: "))
        .map(line -> line.substring("manager: ".length()))
        .toList();
  }

  private static DriverProcess on(String master) {
    return DriverProcess.jar(sandbox, jar.toString(), Probe.class.getName())
        .master(master)
        .extraClassPath(manager, service);
  }
}
