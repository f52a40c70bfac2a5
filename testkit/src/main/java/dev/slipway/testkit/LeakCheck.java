package dev.slipway.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;

/** Asserts that a sandbox's programs left no process and no temporary file. */
public final class LeakCheck {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private LeakCheck() {}

  public static void assertNothingLeft(Sandbox sandbox) {
    await("every process of " + sandbox.folder() + " to end")
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(sandbox.processes())
                    .extracting(process -> process.pid() + " " + ProcFs.commandLine(process.pid()))
                    .isEmpty());
    assertThat(sandbox.temporaryFiles()).as("temporary files left").isEmpty();
  }
}
