package dev.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.testkit.Kerberos;
import dev.slipway.testkit.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Applications that outlive the delegation tokens they began with. */
@Tag("yarn")
@Tag("slow")
class YarnTokensIT {
  /** After it a token counts for nothing, unless YARN renewed it. */
  private static final Duration RENEW = Duration.ofSeconds(30);

  /** After it nobody can renew it. */
  private static final Duration LIFETIME = Duration.ofSeconds(70);

  private static final Duration PATIENCE = Duration.ofSeconds(240);
  private static final int NODE = 2304;

  /**
   * Writes, waits until there are as many executors as it asked for, and its token is some seconds
   * old, and has all of them read.
   */
  private static final String PROGRAM =
      """
      import sys, time
      from pyspark.sql import SparkSession
      folder, executors, seconds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
      spark = SparkSession.builder.getOrCreate()
      context = spark.sparkContext
      spark.range(1000).repartition(2).write.parquet(folder)
      users = context._jvm.org.apache.hadoop.security.UserGroupInformation
      token = users.getCurrentUser().getTokens().iterator().next()
      issued = token.decodeIdentifier().getIssueDate() / 1000
      while context._jsc.sc().getExecutorMemoryStatus().size() - 1 < executors:
          time.sleep(0.1)
      while time.time() - issued < seconds:
          time.sleep(0.1)
      spark.conf.set("spark.sql.files.maxPartitionBytes", "1k")
      for _ in range(3):
          assert spark.read.parquet(folder).count() == 1000
      """;

  private static TestYarn yarn;

  @BeforeAll
  static void startCluster() {
    yarn =
        TestYarn.startSecure(
            8,
            NODE,
            Map.of(
                "dfs.namenode.delegation.token.renew-interval",
                Long.toString(RENEW.toMillis()),
                "dfs.namenode.delegation.token.max-lifetime",
                Long.toString(LIFETIME.toMillis())),
            "alice");
  }

  @AfterAll
  static void stopCluster() {
    yarn.close();
  }

  /**
   * A NodeManager that comes later has none of the files: it gets them by tokens that the first
   * ones' end did not end.
   *
   * @param fit executors that the first node holds
   */
  @ParameterizedTest
  @CsvSource({"client, ticket, 2", "cluster, keytab, 1"})
  void anExecutorStartsAfterTheFirstTokensEnd(String mode, String credentials, int fit) {
    String folder = credentials + "-" + mode;
    Run run = submit(mode, folder, fit + 1, Duration.ZERO, credentials);
    Instant written = awaitFolder(folder);
    await("the first tokens' end")
        .atMost(PATIENCE)
        .until(() -> Instant.now().isAfter(written.plus(LIFETIME)));
    ProcessHandle victim = yarn.executors().get(0);
    Run.signal("KILL", victim.pid());
    yarn.hadoop().addNodeManager(8, NODE);
    try {
      assertThat(run.exitCode()).as("%s", run).isZero();
      await("its end").atMost(PATIENCE).until(() -> yarn.running() == 0);
      yarn.awaitFinalStatus("SUCCEEDED");
      await("nothing staged")
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(succeed("-ls", "/user/alice/.slipway").stdout())
                      .doesNotContain("application_"));
    } finally {
      yarn.hadoop().removeNodeManager();
    }
  }

  /** With a ticket alone: YARN renews those tokens that it was given with the application. */
  @Test
  void yarnRenewsWhatExecutorsHave() {
    Run run = submit("client", "renewed", 2, RENEW.plusSeconds(5), "");
    assertThat(run.exitCode()).as("%s", run).isZero();
  }

  /** In cluster mode without anybody who waits: a client would clear up as well. */
  private static Run submit(
      String mode, String folder, int executors, Duration wait, String renewed) {
    Kerberos realm = yarn.kerberos();
    List<String> words = new ArrayList<>(List.of("submit", "--master", "yarn"));
    words.addAll(List.of("--deploy-mode", mode, "--num-executors", Integer.toString(executors)));
    words.addAll(List.of("--driver-memory", "512m", "--executor-memory", "512m"));
    words.addAll(List.of("--conf", "spark.yarn.maxAppAttempts=1"));
    words.addAll(List.of("--conf", "spark.scheduler.maxRegisteredResourcesWaitingTime=0s"));
    words.addAll(List.of("--conf", "spark.yarn.submit.waitAppCompletion=false"));
    if (renewed.equals("keytab")) {
      words.addAll(List.of("--principal", realm.person("alice")));
      words.addAll(List.of("--keytab", realm.keytab().toString()));
    } else if (renewed.equals("ticket")) {
      words.addAll(List.of("--conf", "spark.kerberos.renewal.credentials=ccache"));
    }
    words.add(yarn.python(PROGRAM).toString());
    words.addAll(List.of(folder, Integer.toString(executors), Long.toString(wait.toSeconds())));
    Map<String, String> ticket =
        renewed.equals("keytab")
            ? Map.of()
            : Map.of("KRB5CCNAME", realm.ticket(realm.person("alice")).toString());
    return yarn.slipway(ticket, words.toArray(String[]::new));
  }

  private static Instant awaitFolder(String folder) {
    await("what " + folder + " holds")
        .atMost(PATIENCE)
        .until(
            () ->
                yarn.hadoop()
                        .fileSystem("-test", "-e", "/user/alice/" + folder + "/_SUCCESS")
                        .exitCode()
                    == 0);
    return Instant.now();
  }

  private static Run succeed(String... words) {
    Run run = yarn.hadoop().fileSystem(words);
    assertThat(run.exitCode()).as("%s", run).isZero();
    return run;
  }
}
