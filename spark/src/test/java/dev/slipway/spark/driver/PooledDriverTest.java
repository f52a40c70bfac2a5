package dev.slipway.spark.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.spark.driver.app.Probe;
import dev.slipway.testkit.LeakCheck;
import dev.slipway.testkit.Run;
import dev.slipway.testkit.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A program finds in a warm JVM what it would find in a new one. */
class PooledDriverTest {
  private static Sandbox sandbox;

  @BeforeAll
  static void open() {
    sandbox = Sandbox.create();
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
  void everythingIsAsInANewOne() {
    Run cold = probe().start("everything");
    assertThat(cold.exitCode()).as("%s", cold).isZero();
    Run pooled = probe().startPooled("everything");
    assertThat(pooled.exitCode()).as("%s", pooled).isZero();
    assertThat(seen(pooled)).isEqualTo(seen(cold));
    assertThat(seen(cold)).containsEntry("setting", "1").containsEntry("sum", "[[45]]");
    assertThat(pooled.stderr()).contains("Submitted application: ").doesNotContain("warm-up");
  }

  @Test
  void theNodesOwnLoggingCounts() throws IOException {
    Path folder = Files.createDirectories(sandbox.folder().resolve("logging"));
    Files.writeString(
        folder.resolve("log4j2.properties"),
        """
        appender.own.type = Console
        appender.own.name = own
        rootLogger.level = warn
        rootLogger.appenderRef.own.ref = own
        logger.mine.name = my.logger
        logger.mine.level = trace
        """);
    Run pooled = probe().configuration(folder).startPooled("everything");
    assertThat(pooled.exitCode()).as("%s", pooled).isZero();
    Map<String, String> seen = seen(pooled);
    assertThat(seen.get("log4j before")).endsWith("/logging/log4j2.properties");
    assertThat(seen.get("root with a context")).isEqualTo("WARN");
    assertThat(seen.get("loggers with a context")).contains("my.logger");
  }

  private static DriverProcess probe() {
    return DriverProcess.jar(
            sandbox,
            TestJar.of(
                    sandbox.folder().resolve("probe.jar"),
                    Probe.class,
                    classNamed("dev.slipway.spark.driver.app.Surroundings"))
                .toString(),
            Probe.class.getName())
        .property("spark.hadoop.my.key", "1");
  }

  private static Class<?> classNamed(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Less what names this very process, or the moment. */
  private static Map<String, String> seen(Run run) {
    Map<String, String> seen = new TreeMap<>();
    run.stdout()
        .lines()
        .filter(line -> line.startsWith("~"))
        .map(line -> line.substring(1).split("=", 2))
        .forEach(pair -> seen.put(pair[0], pair[1]));
    seen.remove("property sun.java.command");
    seen.remove("property spark.app.submitTime");
    // Of the timeline.
    seen.keySet().removeIf(key -> key.startsWith("property slipway.application."));
    seen.replaceAll((key, value) -> value.replaceAll("slipway-driver-\\d+", "slipway-driver-N"));
    return seen;
  }
}
