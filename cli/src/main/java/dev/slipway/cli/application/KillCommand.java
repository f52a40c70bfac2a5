package dev.slipway.cli.application;

import dev.slipway.api.submit.ApplicationRef;
import dev.slipway.api.submit.Observation;
import dev.slipway.api.submit.StopMode;
import dev.slipway.api.submit.Submitter;
import dev.slipway.api.wire.RecordCodec;
import dev.slipway.cli.Workplace;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code slipway kill ID}. */
@Command(
    name = "kill",
    description = "End an application: TERM to its driver, KILL after a grace.",
    mixinStandardHelpOptions = true)
public final class KillCommand implements Callable<Integer> {
  private static final long PATIENCE_MILLIS = 20_000;
  private static final long LOOK_MILLIS = 100;

  @Mixin private final ApplicationOptions options = new ApplicationOptions();

  @Parameters(paramLabel = "ID")
  private String id = "";

  private final Masters masters;

  KillCommand(Workplace workplace) {
    this.masters = new Masters(workplace);
  }

  /**
   * Ends when the application has ended, within a bound: a silent node's goes on until it is back.
   */
  @Override
  public Integer call() throws InterruptedException {
    ApplicationRef application = ApplicationOptions.named(id);
    try (Submitter submitter = options.open(masters)) {
      submitter.stop(application, StopMode.GRACEFUL);
      Observation now = submitter.observe(application);
      long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
      while (!now.state().isFinal() && System.nanoTime() < end) {
        Thread.sleep(LOOK_MILLIS);
        now = submitter.observe(application);
      }
      System.out.println(
          options.isJson() ? RecordCodec.encode(now) : now.ref().id() + " " + now.state());
      return 0;
    }
  }
}
