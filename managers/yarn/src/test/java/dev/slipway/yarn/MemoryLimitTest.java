package dev.slipway.yarn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.ExitInfo;
import org.junit.jupiter.api.Test;

/** What YARN says of memory, and what is to be raised. */
class MemoryLimitTest {
  private static final String WORDS =
      "Application application_1_0001 failed 1 times (global limit =2; local limit is =1) due to AM"
          + " Container for appattempt_1_0001_000001 exited with  exitCode: -104\n"
          + "Failing this attempt.Diagnostics: [2026-01-01 00:00:00.000]Container"
          + " [pid=7,containerID=container_1_0001_01_000001] is running 7B beyond the 'PHYSICAL'"
          + " memory limit. Current usage: 1.3 GB of 1.1 GB physical memory used; 5.0 GB of 2.4 GB"
          + " virtual memory used. Killing container.\n";

  @Test
  void aDriversLimitIsNamed() {
    ExitInfo exit = MemoryLimit.in(WORDS, "spark.driver.memoryOverhead").orElseThrow();
    assertThat(exit.detail())
        .isEqualTo(
            "killed by YARN for exceeding its limit of memory of 1.1 GB; raise"
                + " spark.driver.memoryOverhead");
    assertThat(exit.code()).hasValue(137);
    assertThat(exit.outOfMemory()).isTrue();
  }

  @Test
  void alsoWhereTheBeginningOfYarnsWordsIsMissing() {
    String words = WORDS.substring(0, WORDS.indexOf("Container [")) + "-classpath a.jar";
    assertThat(MemoryLimit.in(words, "any").orElseThrow().detail())
        .isEqualTo("killed by YARN for exceeding its limit of memory; raise any");
  }

  @Test
  void virtualMemoryIsNoReasonToRaiseAnything() {
    assertThat(MemoryLimit.in(WORDS.replace("-104", "-103"), "any").orElseThrow().detail())
        .contains("vmem-check-enabled")
        .doesNotContain("raise");
  }

  @Test
  void otherEndsAreNone() {
    assertThat(MemoryLimit.in("exit code 7", "any")).isEmpty();
    assertThat(MemoryLimit.in("exited with  exitCode: 137", "any")).isEmpty();
  }
}
