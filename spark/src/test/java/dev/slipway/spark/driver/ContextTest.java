package dev.slipway.spark.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.spark.driver.app.Probe;
import dev.slipway.testkit.LeakCheck;
import dev.slipway.testkit.Run;
import dev.slipway.testkit.Sandbox;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Drivers with a real context on local[2]. */
class ContextTest {
  private static Sandbox sandbox;
  private static Path jar;

  @BeforeAll
  static void open() {
    sandbox = Sandbox.create();
    jar = TestJar.of(sandbox.folder().resolve("probe.jar"), Probe.class);
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
  void listensWhereItIsToldOnTheNextFreePortAndOutlivesMain() throws IOException {
    Path folder = Files.createDirectories(sandbox.folder().resolve("conf"));
    Files.writeString(
        folder.resolve("log4j2.properties"),
        """
        rootLogger.level = info
        rootLogger.appenderRef.stderr.ref = console
        appender.console.type = Console
        appender.console.name = console
        appender.console.target = SYSTEM_ERR
        appender.console.layout.type = PatternLayout
        appender.console.layout.pattern = OURS %m%n
        """);
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      int port = taken.getLocalPort();
      Run run =
          probe()
              .configuration(folder)
              .property("spark.driver.bindAddress", "127.0.0.1")
              .property("spark.driver.host", "localhost")
              .property("spark.driver.port", Integer.toString(port))
              .property("spark.blockManager.port", Integer.toString(port))
              .property("spark.port.maxRetries", "8")
              .property("spark.ui.enabled", "false")
              .start("context");
      assertThat(run.exitCode()).as("%s", run).isZero();
      assertThat(run.stderr())
          .contains("OURS Running Spark version")
          .doesNotContain("default log4j profile");
      assertThat(run.stdout())
          .contains("spark.driver.host=localhost\n", "spark.blockManager.port=" + port + "\n")
          .doesNotContain("rpc=localhost:" + port + "\n")
          .contains("after main=3\n");
      assertThat(portOf("rpc", run)).isBetween(port + 1, port + 8);
      assertThat(portOf("block manager", run)).isBetween(port + 1, port + 8);
    }
  }

  @Test
  void anUncaughtExceptionIsShownAfterSparksLastWord() {
    Run run = local("127.0.0.1").start("context-throw", "no such table");
    assertThat(run.exitCode()).as("%s", run).isEqualTo(1);
    assertThat(run.stderr())
        .contains("Using Spark's default log4j profile", "Successfully stopped SparkContext");
    assertThat(run.stderr().indexOf("no such table"))
        .as("after everything else: %s", run)
        .isGreaterThan(run.stderr().indexOf("Successfully stopped SparkContext"));
    assertThat(run.stderr().lines().reduce((before, last) -> last))
        .hasValueSatisfying(line -> assertThat(line).startsWith("\tat "));
  }

  @Test
  void codeThatNamesAnotherManagerIsOneErrorWithoutAStackTrace() {
    Run run = local("127.0.0.1").start("master", "spark://127.0.0.1:9");
    assertThat(run.exitCode()).as("%s", run).isEqualTo(1);
    assertThat(run.stderr())
        .contains("submitted to local[2]", "names the master spark://127.0.0.1:9")
        .doesNotContain("\tat ", "Connecting to master")
        .endsWith("--master spark://127.0.0.1:9\n");
  }

  @Test
  void whatMadeTheApplicationFailIsSaidThoughItsCodeSwallowedIt() {
    Run run = local("127.0.0.1").start("master-swallowed", "spark://127.0.0.1:9");
    assertThat(run.exitCode()).as("%s", run).isEqualTo(1);
    assertThat(run.stdout()).contains("swallowed\n");
    assertThat(run.stderr()).endsWith("--master spark://127.0.0.1:9\n");
  }

  @Test
  void anIpv6AddressIsTakenWithItsBracketsAndLogsAreStructuredWhenAskedFor() {
    Run run =
        local("[::1]")
            .environment("JAVA_TOOL_OPTIONS", "-Djava.net.preferIPv6Addresses=true")
            .property("spark.log.structuredLogging.enabled", "true")
            .start("context");
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.stderr()).contains("\"msg\":\"Running Spark version");
    assertThat(run.stdout()).contains("rpc=[::1]:", "after main=3\n");
  }

  private static int portOf(String name, Run run) {
    return run.stdout()
        .lines()
        .filter(line -> line.startsWith(name + "="))
        .mapToInt(line -> Integer.parseInt(line.substring(line.lastIndexOf(':') + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError(run.toString()));
  }

  private static DriverProcess local(String host) {
    return probe()
        .property("spark.driver.host", host)
        .property("spark.driver.bindAddress", host)
        .property("spark.ui.enabled", "false");
  }

  private static DriverProcess probe() {
    return DriverProcess.jar(sandbox, jar.toString(), Probe.class.getName());
  }
}
