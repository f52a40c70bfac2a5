package dev.slipway.local;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.ApplicationState;
import dev.slipway.api.DeployMode;
import dev.slipway.api.ExitInfo;
import dev.slipway.api.submit.ApplicationRef;
import dev.slipway.api.submit.Observation;
import dev.slipway.api.submit.SubmissionId;
import dev.slipway.api.submit.Transition;
import dev.slipway.api.wire.RecordCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One application's durable record: {@code submitted.json}, written once before anybody is told of
 * it, and {@code life}, one line per transition. Whoever changes it holds {@link FolderLock}.
 */
record ApplicationFolder(Path path) {

  /** What was submitted, by whom, when. */
  record Submitted(String submission, String user, Instant at, ApplicationSpec spec) {}

  /** One line of {@code life}. */
  record Step(ApplicationState state, Instant at, String why, Optional<ExitInfo> exit) {}

  static ApplicationFolder create(Path path, Submitted submitted) throws IOException {
    Files.createDirectories(path, PrivateFiles.FOLDER);
    ApplicationFolder folder = new ApplicationFolder(path);
    PrivateFiles.write(folder.submittedFile(), RecordCodec.encode(submitted));
    folder.append(
        new Step(
            ApplicationState.SUBMITTED,
            submitted.at(),
            "submitted by " + submitted.user(),
            Optional.empty()));
    return folder;
  }

  String id() {
    return path.getFileName().toString();
  }

  ApplicationRef ref() throws IOException {
    return new ApplicationRef(new SubmissionId(submitted().submission()), id());
  }

  Submitted submitted() throws IOException {
    return RecordCodec.decode(Submitted.class, Files.readString(submittedFile()));
  }

  List<Step> life() throws IOException {
    // A line that a crash cut short has no newline: it was never announced, and is passed over.
    String text = Files.readString(lifeFile());
    return text.substring(0, text.lastIndexOf('\n') + 1)
        .lines()
        .map(line -> RecordCodec.decode(Step.class, line))
        .toList();
  }

  /** Durable when it returns. */
  void append(Step step) throws IOException {
    PrivateFiles.appendLine(lifeFile(), RecordCodec.encode(step));
  }

  Observation observation() throws IOException {
    Submitted submitted = submitted();
    List<Step> life = life();
    Step last = life.get(life.size() - 1);
    return new Observation(
        new ApplicationRef(new SubmissionId(submitted.submission()), id()),
        submitted.spec().name(),
        submitted.user(),
        DeployMode.CLUSTER,
        last.state(),
        last.exit(),
        life.stream().map(step -> new Transition(step.state(), step.at(), step.why())).toList());
  }

  boolean stopWanted() {
    return Files.exists(path.resolve("stop"));
  }

  void wantStop() throws IOException {
    PrivateFiles.write(path.resolve("stop"), "");
  }

  /** The driver's container: its working directory, logs and exit status. */
  Path container() {
    return path.resolve("driver");
  }

  private Path submittedFile() {
    return path.resolve("submitted.json");
  }

  private Path lifeFile() {
    return path.resolve("life");
  }
}
