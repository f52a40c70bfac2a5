package dev.slipway.standalone.server;

import dev.slipway.api.ApplicationState;
import dev.slipway.api.ExitInfo;
import java.time.Instant;
import java.util.Optional;

/**
 * The next step of an application in client mode whose driver has not said how it ended: a pure
 * function of what the server sees of its process, or of its context when that is all there is.
 */
final class ClientStep {
  private ClientStep() {}

  static Optional<DriverStep> next(ClientRun run, Optional<Application> context, Instant now) {
    return run.ofProcess ? ofProcess(run, now) : context.flatMap(seen -> ofContext(run, seen));
  }

  private static Optional<DriverStep> ofProcess(ClientRun run, Instant now) {
    if (run.awaitedUntil.filter(until -> !until.isAfter(now)).isPresent()) {
      return Optional.of(died(run));
    }
    if (run.process == null) {
      return alive(run, ApplicationState.UNKNOWN, "its driver's connection broke");
    }
    return run.hasContext
        ? alive(run, ApplicationState.RUNNING, "its SparkContext is there")
        : alive(run, ApplicationState.STARTING, "its driver is back");
  }

  private static Optional<DriverStep> ofContext(ClientRun run, Application context) {
    return switch (context.stage) {
      case LIVE ->
          context.peer == null
              ? alive(run, ApplicationState.UNKNOWN, "its driver's connection broke")
              : alive(run, ApplicationState.RUNNING, "its SparkContext is there");
      case ENDING, ENDED -> Optional.of(context.unregistered ? stopped(run) : died(run));
    };
  }

  private static DriverStep stopped(ClientRun run) {
    return new DriverStep(
        run.stopping.isPresent() ? ApplicationState.KILLED : ApplicationState.FINISHED,
        run.stopping.orElse("its SparkContext was stopped"),
        Optional.empty());
  }

  private static DriverStep died(ClientRun run) {
    return DriverStep.ended(run.stopping, ExitInfo.lost("its process died"), Optional.empty());
  }

  private static Optional<DriverStep> alive(ClientRun run, ApplicationState to, String why) {
    return run.state() == to
        ? Optional.empty()
        : Optional.of(new DriverStep(to, why, Optional.empty()));
  }
}
