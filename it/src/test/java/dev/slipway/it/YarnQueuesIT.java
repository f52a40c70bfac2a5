package dev.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.testkit.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A YARN of two queues, labels and limits: what an administrator or a key sets, applications see.
 */
@Tag("yarn")
class YarnQueuesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(240);
  private static final String CAPACITY = "yarn.scheduler.capacity.root.";
  private static final String LABEL = "near";
  private static TestYarn yarn;

  private final List<Run> started = new ArrayList<>();

  @BeforeAll
  static void startCluster() {
    Map<String, String> more = new HashMap<>();
    more.put(CAPACITY + "queues", "default,other");
    more.put(CAPACITY + "accessible-node-labels", LABEL);
    more.put(CAPACITY + "accessible-node-labels." + LABEL + ".capacity", "100");
    for (String queue : new String[] {"default", "other"}) {
      more.put(CAPACITY + queue + ".capacity", "50");
      more.put(CAPACITY + queue + ".maximum-capacity", "100");
      more.put(CAPACITY + queue + ".user-limit-factor", "10");
      more.put(CAPACITY + queue + ".accessible-node-labels", LABEL);
      more.put(CAPACITY + queue + ".accessible-node-labels." + LABEL + ".capacity", "50");
      more.put(CAPACITY + queue + ".accessible-node-labels." + LABEL + ".maximum-capacity", "100");
    }
    more.put("yarn.resourcemanager.scheduler.monitor.enable", "true");
    // By default a tenth of the cluster in one round, and a fifth of what is too much: of one that
    // is as small as this, less than an executor.
    String preemption = "yarn.resourcemanager.monitor.capacity.preemption.";
    more.put(preemption + "total_preemption_per_round", "1");
    more.put(preemption + "natural_termination_factor", "1");
    more.put("yarn.node-labels.enabled", "true");
    more.put("yarn.node-labels.fs-store.root-dir", "file://${hadoop.tmp.dir}/labels");
    // Never, by default; an hour at least, but for this.
    more.put("yarn.nodemanager.log-aggregation.roll-monitoring-interval-seconds", "3");
    more.put("yarn.nodemanager.log-aggregation.debug-enabled", "true");
    yarn = TestYarn.start(2, 4, 3072, more);
  }

  @AfterAll
  static void stopCluster() {
    yarn.close();
  }

  @AfterEach
  void nothingIsLeft() {
    started.forEach(Run::stop);
    yarn.awaitEndOfAll();
  }

  @Test
  void executorsThatAnotherQueueTakesAreNobodysFault() throws IOException {
    Path go = mark();
    Run first = placed(6, "--conf", "spark.executor.maxNumFailures=1");
    first.say(yarn.hadoop().host(1) + " " + go);
    // One without a task would leave by itself.
    first.awaitError("Starting task 5.0 in stage 0.0");
    Run second = placed(2, "--queue", "other");
    second.say(yarn.hadoop().host(1) + " " + go);
    first.awaitError("YARN takes its container back");
    first.awaitError("preempted by YARN for another queue");
    Files.createFile(go);
    for (Run run : List.of(first, second)) {
      run.awaitOutput("job 1 ran on");
      run.closeInput();
      assertThat(run.exitCode()).as("%s", run).isZero();
    }
  }

  @Test
  void labelsSayWhereMasterAndExecutorsAre() throws IOException {
    Path there = Files.createFile(mark());
    yarn.hadoop().administer("-addToClusterNodeLabels", LABEL + "(exclusive=true)");
    for (int node = 1; node <= 2; node++) {
      String host = yarn.hadoop().host(node);
      String other = yarn.hadoop().host(3 - node);
      yarn.hadoop().administer("-replaceLabelsOnNode", host + "=" + LABEL + " " + other);
      Run run =
          placed(
              2,
              "--conf",
              "spark.yarn.am.nodeLabelExpression=" + LABEL,
              "--conf",
              "spark.yarn.executor.nodeLabelExpression=" + LABEL);
      run.say(other + " " + there);
      run.awaitOutput("job 1 ran on [" + host + "]");
      assertThat(yarn.lastHost()).isEqualTo(host);
      run.closeInput();
      assertThat(run.exitCode()).as("%s", run).isZero();
    }
    yarn.hadoop().administer("-replaceLabelsOnNode", yarn.hadoop().host(2));
  }

  @Test
  void anApplicationThatLivesLongerThanItMayIsKilled() {
    Path never = mark();
    Run run = placed(2, "--conf", "slipway.yarn.timeout=25s");
    run.say(yarn.hadoop().host(1) + " " + never);
    assertThat(run.exitCode()).as("%s", run).isEqualTo(143);
    assertThat(run.stderr())
        .contains("it has exceeded the lifetime period")
        .doesNotContain("was away for longer");
    assertThat(yarn.succeed("status", yarn.lastId(), "--master", "yarn").stdout())
        .contains("KILLED", "it has exceeded the lifetime period");
  }

  @Test
  void attemptsThatFailedLongAgoDoNotCount() throws IOException {
    Path attempts = Files.createDirectory(mark());
    Path program =
        yarn.python(
            """
            import os, sys
            before = len(os.listdir('%s'))
            open('%s/%%d' %% before, 'w').close()
            sys.exit(7 if before < 2 else 0)
            """
                .formatted(attempts, attempts));
    Run run =
        yarn.submit(
            "cluster",
            "--conf",
            "spark.yarn.maxAppAttempts=2",
            "--conf",
            "spark.yarn.am.attemptFailuresValidityInterval=1s",
            program);
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(attempts.toFile().list()).hasSize(3);
  }

  @Test
  void logsOfAnApplicationThatRunsAreCollectedWhereItsPatternSaysSo() throws IOException {
    Path go = mark();
    Run run = placed(2, "--conf", "spark.yarn.rolledLog.includePattern=master.*");
    run.say(yarn.hadoop().host(1) + " " + go);
    run.awaitError("Starting task 1.0");
    await("the master's log").atMost(PATIENCE).until(YarnQueuesIT::isCollected);
    Files.createFile(go);
    run.closeInput();
    assertThat(run.exitCode()).as("%s", run).isZero();
  }

  /** Whether HDFS has logs of the newest application, which runs. */
  private static boolean isCollected() {
    String folder = "/tmp/logs/*/bucket-logs-tfile/*/" + yarn.lastId();
    Run list = yarn.hadoop().fileSystem("-ls", folder);
    // The folder comes first.
    assertThat(list.exitCode()).isIn(0, 1);
    return list.stdout().contains("/" + yarn.lastId() + "/");
  }

  private Run placed(int executors, String... options) {
    List<Object> words = new ArrayList<>(List.of(options));
    words.addAll(List.of("--num-executors", executors, "--executor-cores", 1));
    words.addAll(List.of("--class", "dev.slipway.examples.Placed", Examples.jar(), executors));
    Run run = yarn.submit("client", words.toArray());
    started.add(run);
    return run;
  }

  private static Path mark() {
    return yarn.sandbox().folder().resolve("mark-" + System.nanoTime());
  }
}
