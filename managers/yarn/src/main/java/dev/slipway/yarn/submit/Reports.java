package dev.slipway.yarn.submit;

import dev.slipway.api.ApplicationState;
import dev.slipway.api.DeployMode;
import dev.slipway.api.ExitInfo;
import dev.slipway.api.submit.ApplicationRef;
import dev.slipway.api.submit.Observation;
import dev.slipway.api.submit.SubmissionId;
import dev.slipway.api.submit.Transition;
import dev.slipway.yarn.ExitWords;
import dev.slipway.yarn.FirstLine;
import dev.slipway.yarn.MemoryLimit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;

/** YARN's reports in our words. YARN keeps no history; its times tell most of it. */
final class Reports {
  private static final SubmissionId FOREIGN = new SubmissionId("not-of-slipway");
  private static final int TERMINATED = 143;

  private Reports() {}

  static ApplicationRef ref(ApplicationReport report) {
    return new ApplicationRef(
        Tags.submission(report.getApplicationTags()).orElse(FOREIGN),
        report.getApplicationId().toString());
  }

  static Observation of(ApplicationReport report) {
    return of(report, "accepted by YARN");
  }

  /**
   * @param accepted what it waits for, while it does
   */
  static Observation of(ApplicationReport report, String accepted) {
    List<Transition> steps = transitions(report, accepted);
    return new Observation(
        ref(report),
        report.getName(),
        report.getUser(),
        Tags.mode(report.getApplicationTags()).orElse(DeployMode.CLIENT),
        steps.get(steps.size() - 1).to(),
        exit(report),
        steps);
  }

  private static List<Transition> transitions(ApplicationReport report, String accepted) {
    List<Transition> steps = new ArrayList<>();
    long submitted = report.getStartTime();
    long launched = Math.max(report.getLaunchTime(), submitted);
    steps.add(step(ApplicationState.SUBMITTED, submitted, accepted));
    if (report.getLaunchTime() > 0) {
      steps.add(
          step(
              ApplicationState.STARTING,
              launched,
              "its application master has a container, "
                  + report.getCurrentApplicationAttemptId()));
    }
    YarnApplicationState state = report.getYarnApplicationState();
    boolean ran = report.getRpcPort() > 0 && report.getLaunchTime() > 0;
    if (ran && state != YarnApplicationState.ACCEPTED) {
      steps.add(
          step(
              ApplicationState.RUNNING,
              launched,
              "its application master runs on " + report.getHost()));
    }
    end(report).ifPresent(steps::add);
    return steps;
  }

  private static Optional<Transition> end(ApplicationReport report) {
    return switch (report.getYarnApplicationState()) {
      case NEW, NEW_SAVING, SUBMITTED, ACCEPTED, RUNNING -> Optional.empty();
      case KILLED -> Optional.of(end(ApplicationState.KILLED, report));
      case FAILED -> Optional.of(end(ApplicationState.FAILED, report));
      case FINISHED ->
          Optional.of(
              end(
                  report.getFinalApplicationStatus() == FinalApplicationStatus.SUCCEEDED
                      ? ApplicationState.FINISHED
                      : ApplicationState.FAILED,
                  report));
    };
  }

  private static Transition end(ApplicationState state, ApplicationReport report) {
    String words =
        beyondMemory(report).map(ExitInfo::detail).orElse(FirstLine.of(report.getDiagnostics()));
    return step(
        state,
        Math.max(report.getFinishTime(), report.getStartTime()),
        words.isEmpty() ? "ended" : words);
  }

  /** Whether it has ended, in whatever way. */
  static boolean isOver(ApplicationReport report) {
    return switch (report.getYarnApplicationState()) {
      case NEW, NEW_SAVING, SUBMITTED, ACCEPTED, RUNNING -> false;
      case FINISHED, FAILED, KILLED -> true;
    };
  }

  private static Optional<ExitInfo> exit(ApplicationReport report) {
    String words = String.valueOf(report.getDiagnostics());
    return switch (report.getYarnApplicationState()) {
      case NEW, NEW_SAVING, SUBMITTED, ACCEPTED, RUNNING -> Optional.empty();
      case KILLED -> Optional.of(ExitInfo.exited(TERMINATED).asRequested(FirstLine.of(words)));
      case FAILED ->
          beyondMemory(report)
              .or(() -> ExitWords.in(words).filter(code -> code != 0).map(ExitInfo::exited))
              .or(() -> Optional.of(ExitInfo.lost(FirstLine.of(words))));
      case FINISHED ->
          report.getFinalApplicationStatus() == FinalApplicationStatus.SUCCEEDED
              ? Optional.of(ExitInfo.exited(0))
              : Optional.of(
                  ExitWords.in(words).map(ExitInfo::exited).orElseGet(() -> ExitInfo.exited(1)));
    };
  }

  /** Whoever reads YARN's own words for it does not know what to do. */
  private static Optional<ExitInfo> beyondMemory(ApplicationReport report) {
    boolean alone = Tags.mode(report.getApplicationTags()).equals(Optional.of(DeployMode.CLIENT));
    return MemoryLimit.in(
        String.valueOf(report.getDiagnostics()),
        alone ? "spark.yarn.am.memoryOverhead" : "spark.driver.memoryOverhead");
  }

  private static Transition step(ApplicationState to, long millis, String why) {
    return new Transition(to, Instant.ofEpochMilli(millis), why);
  }
}
