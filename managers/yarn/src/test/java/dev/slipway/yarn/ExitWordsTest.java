package dev.slipway.yarn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Exit codes out of diagnostics. */
class ExitWordsTest {
  @Test
  void ours() {
    assertThat(ExitWords.in(ExitWords.of(7))).hasValue(7);
    assertThat(ExitWords.in("exit code 137\nmore")).hasValue(137);
  }

  @Test
  void yarnsOwnNameTheLastAttemptLast() {
    String words =
        "Application a failed 2 times due to AM Container for appattempt_1 exited with  exitCode: 1"
            + "\nFailing this attempt ... exited with  exitCode: 137";
    assertThat(ExitWords.in(words)).hasValue(137);
    assertThat(ExitWords.in("AM Container ... exitCode: -1000")).isEmpty();
    assertThat(ExitWords.in("")).isEmpty();
  }
}
