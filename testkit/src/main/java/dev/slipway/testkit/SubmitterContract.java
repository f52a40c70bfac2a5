package dev.slipway.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.ApplicationState;
import dev.slipway.api.DeployMode;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.ExitInfo;
import dev.slipway.api.MainResource;
import dev.slipway.api.MasterUrl;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.submit.ApplicationRef;
import dev.slipway.api.submit.Caller;
import dev.slipway.api.submit.Capabilities;
import dev.slipway.api.submit.ContainerRef;
import dev.slipway.api.submit.Filter;
import dev.slipway.api.submit.LogSource;
import dev.slipway.api.submit.Observation;
import dev.slipway.api.submit.Page;
import dev.slipway.api.submit.StopMode;
import dev.slipway.api.submit.SubmissionId;
import dev.slipway.api.submit.Submitter;
import dev.slipway.api.submit.Subscription;
import dev.slipway.api.submit.Transition;
import dev.slipway.testkit.app.PlainApplication;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every manager's {@link Submitter} promises, with real drivers: JVMs of Spark's class path
 * whose program is {@link PlainApplication}. Each manager's tests inherit it and give {@link
 * #open()}.
 */
public abstract class SubmitterContract {
  private static final Duration PATIENCE = Duration.ofSeconds(240);
  private static final Caller CALLER = new Caller("alice");

  @TempDir Path folder;
  private Submitter submitter;
  private final List<ApplicationRef> submitted = new ArrayList<>();

  /** A new submitter on the same manager and the same state, as after a restart of its process. */
  protected abstract Submitter open();

  protected abstract MasterUrl master();

  /** What the manager says of itself. */
  protected abstract Capabilities capabilities();

  @BeforeEach
  void openFirst() {
    submitter = open();
  }

  @AfterEach
  void stopAll() {
    submitted.forEach(ref -> submitter.stop(ref, StopMode.KILL));
    submitted.forEach(this::awaitFinal);
    submitter.close();
  }

  @Test
  void anApplicationRunsToItsEndThroughLegalStates() {
    ApplicationRef ref = submit(newId(), "exit", "0");
    Observation end = awaitFinal(ref);
    assertThat(end.state()).isEqualTo(ApplicationState.FINISHED);
    assertThat(end.exit().flatMap(ExitInfo::code)).hasValue(0);
    assertThat(end.user()).isEqualTo("alice");
    assertThat(end.name()).isEqualTo("contract");
    assertLegal(end.transitions());
  }

  @Test
  void theExitCodeIsTheApplicationsOwn() {
    Observation end = awaitFinal(submit(newId(), "exit", "7"));
    assertThat(end.state()).isEqualTo(ApplicationState.FAILED);
    assertThat(end.exit().flatMap(ExitInfo::code)).hasValue(7);
  }

  @Test
  void aSupervisedDriverThatFailsStartsAgainAndItsLastExitCounts() {
    assumeTrue(capabilities().supervise(), "this manager does not start drivers again");
    Path mark = folder.resolve("was-there");
    Map<String, String> supervised = Map.of("spark.driver.supervise", "true");
    Observation end = awaitFinal(submit(newId(), supervised, "fail-once", mark.toString()));
    assertThat(end.state()).isEqualTo(ApplicationState.FINISHED);
    assertThat(end.exit().flatMap(ExitInfo::code)).hasValue(0);
    assertLegal(end.transitions());
    assertThat(end.transitions())
        .extracting(Transition::to)
        .filteredOn(state -> state == ApplicationState.STARTING)
        .hasSize(2);
  }

  @Test
  void stoppingASupervisedDriverEndsItForGood() {
    assumeTrue(capabilities().supervise(), "this manager does not start drivers again");
    ApplicationRef ref = submit(newId(), Map.of("spark.driver.supervise", "true"), "wait");
    awaitState(ref, ApplicationState.RUNNING);
    submitter.stop(ref, StopMode.KILL);
    assertThat(awaitFinal(ref).state()).isEqualTo(ApplicationState.KILLED);
  }

  @Test
  void theSameIdTwiceIsTheSameApplication() {
    SubmissionId id = newId();
    ApplicationRef first = submit(id, "wait");
    ApplicationRef second = submitter.submit(id, spec(Map.of(), "exit", "3"), CALLER);
    assertThat(second).isEqualTo(first);
    assertThat(submitter.list(Filter.all()).items())
        .filteredOn(observation -> observation.ref().submission().equals(id))
        .hasSize(1);
  }

  @Test
  void aSubmissionIsFoundAgainByItsIdAndAnUnknownOneIsNot() {
    SubmissionId id = newId();
    ApplicationRef ref = submit(id, "wait");
    assertThat(submitter.find(id)).hasValue(ref);
    assertThat(submitter.find(newId())).isEmpty();
  }

  @Test
  void whatWasSubmittedOutlivesItsSubmitter() {
    SubmissionId id = newId();
    ApplicationRef ref = submit(id, "wait");
    awaitState(ref, ApplicationState.RUNNING);
    submitter.close();
    submitter = open();
    assertThat(submitter.find(id)).hasValue(ref);
    assertThat(submitter.observe(ref).state()).isEqualTo(ApplicationState.RUNNING);
    submitter.stop(ref, StopMode.KILL);
    assertThat(awaitFinal(ref).state()).isEqualTo(ApplicationState.KILLED);
  }

  @Test
  void anEndWhileNobodyLookedIsStillKnown() {
    ApplicationRef ref = submit(newId(), "exit-after", "2000", "7");
    awaitState(ref, ApplicationState.RUNNING);
    submitter.close();
    submitter = open();
    assertThat(awaitFinal(ref).exit().flatMap(ExitInfo::code)).hasValue(7);
  }

  @Test
  void aWatchTellsThePresentAndThenEveryChangeInOrder() {
    ApplicationRef ref = submit(newId(), "exit-after", "1000", "0");
    List<Observation> seen = Collections.synchronizedList(new ArrayList<>());
    try (Subscription watch = submitter.watch(ref, event -> seen.add(event.now()))) {
      await()
          .atMost(PATIENCE)
          .until(() -> !seen.isEmpty() && seen.get(seen.size() - 1).state().isFinal());
    }
    assertThat(seen.get(seen.size() - 1).state()).isEqualTo(ApplicationState.FINISHED);
    for (int i = 1; i < seen.size(); i++) {
      assertThat(seen.get(i - 1).state().mayBecome(seen.get(i).state()))
          .as("%s", seen.stream().map(Observation::state).toList())
          .isTrue();
    }
  }

  @Test
  void stoppingEndsItAndTwiceIsOnce() {
    ApplicationRef ref = submit(newId(), "wait");
    awaitState(ref, ApplicationState.RUNNING);
    submitter.stop(ref, StopMode.GRACEFUL);
    submitter.stop(ref, StopMode.KILL);
    Observation end = awaitFinal(ref);
    assertThat(end.state()).isEqualTo(ApplicationState.KILLED);
    submitter.stop(ref, StopMode.KILL);
    assertThat(submitter.observe(ref)).isEqualTo(end);
  }

  @Test
  void stoppingRightAfterSubmittingLeavesNothingRunning() {
    ApplicationRef ref = submit(newId(), "wait");
    submitter.stop(ref, StopMode.KILL);
    assertThat(awaitFinal(ref).state()).isEqualTo(ApplicationState.KILLED);
  }

  @Test
  void logsAreReadableInPiecesWhileItRunsAndAfterwards() {
    ApplicationRef ref = submit(newId(), "say-and-wait", "hello from the driver");
    ContainerRef driver = awaitDriver(ref);
    LogSource logs = submitter.logs(driver);
    assertThat(logs.streams()).contains("stdout", "stderr");
    await().atMost(PATIENCE).until(() -> text(logs, 0, 1000).contains("hello from the driver"));
    assertThat(text(logs, 6, 4)).isEqualTo("from");
    submitter.stop(ref, StopMode.KILL);
    awaitFinal(ref);
    assertThat(text(submitter.logs(driver), 0, 1000)).contains("hello from the driver");
    assertThatThrownBy(() -> logs.read("nonesuch", 0, 10))
        .isInstanceOfSatisfying(
            SlipwayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
  }

  @Test
  void theListIsNewestFirstFilteredAndInPages() {
    ApplicationRef first = submit(newId(), "exit", "0");
    awaitFinal(first);
    ApplicationRef second = submit(newId(), "wait");
    List<ApplicationRef> all =
        submitter.list(Filter.all()).items().stream().map(Observation::ref).toList();
    assertThat(all.indexOf(second)).isGreaterThanOrEqualTo(0).isLessThan(all.indexOf(first));
    Filter finished = new Filter(Set.of(ApplicationState.FINISHED), 1000, Optional.empty());
    assertThat(submitter.list(finished).items())
        .extracting(Observation::ref)
        .contains(first)
        .doesNotContain(second);
    Page<Observation> page = submitter.list(new Filter(Set.of(), 1, Optional.empty()));
    assertThat(page.items()).extracting(Observation::ref).containsExactly(second);
    assertThat(submitter.list(new Filter(Set.of(), 1, page.next())).items())
        .extracting(Observation::ref)
        .containsExactly(first);
  }

  @Test
  void anUnknownApplicationIsNamed() {
    ApplicationRef unknown = new ApplicationRef(newId(), "no-such-application");
    assertThatThrownBy(() -> submitter.observe(unknown))
        .isInstanceOfSatisfying(
            SlipwayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND))
        .hasMessageContaining("no-such-application");
  }

  private ApplicationRef submit(SubmissionId id, String... arguments) {
    return submit(id, Map.of(), arguments);
  }

  private ApplicationRef submit(
      SubmissionId id, Map<String, String> properties, String... arguments) {
    ApplicationRef ref = submitter.submit(id, spec(properties, arguments), CALLER);
    submitted.add(ref);
    return ref;
  }

  private ApplicationSpec spec(Map<String, String> more, String... arguments) {
    Map<String, String> properties = new HashMap<>(more);
    properties.put("spark.app.name", "contract");
    properties.put("spark.master", master().text());
    properties.put("spark.driver.memory", "256m");
    Path jar = PlainApplication.jar(folder);
    return new ApplicationSpec(
        "contract",
        master(),
        DeployMode.CLUSTER,
        new MainResource.Jar(jar.toString(), Optional.of(PlainApplication.class.getName())),
        List.of(arguments),
        properties,
        false);
  }

  private static SubmissionId newId() {
    return new SubmissionId("test-" + UUID.randomUUID());
  }

  private ContainerRef awaitDriver(ApplicationRef ref) {
    awaitState(ref, ApplicationState.RUNNING);
    ContainerRef first = submitter.containers(ref).get(0);
    assertThat(first.name()).isEqualTo("driver");
    return first;
  }

  private Observation awaitFinal(ApplicationRef ref) {
    return await()
        .atMost(PATIENCE)
        .until(() -> submitter.observe(ref), observation -> observation.state().isFinal());
  }

  private void awaitState(ApplicationRef ref, ApplicationState state) {
    await(state.name()).atMost(PATIENCE).until(() -> submitter.observe(ref).state() == state);
  }

  private static void assertLegal(List<Transition> transitions) {
    assertThat(transitions.get(0).to()).isEqualTo(ApplicationState.SUBMITTED);
    for (int i = 1; i < transitions.size(); i++) {
      assertThat(transitions.get(i - 1).to().mayBecome(transitions.get(i).to())).isTrue();
    }
  }

  private static String text(LogSource logs, long offset, int limit) {
    return new String(logs.read("stdout", offset, limit).bytes(), StandardCharsets.UTF_8);
  }
}
