package dev.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.testkit.Kerberos;
import dev.slipway.testkit.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A YARN and an HDFS that believe nobody without Kerberos: whoever submits has a keytab, a ticket,
 * or acts for somebody else.
 */
@Tag("yarn")
class YarnKerberosIT {
  private static TestYarn yarn;
  private static Path program;

  @BeforeAll
  static void startCluster() throws IOException {
    yarn = TestYarn.startSecure(6, 6144, Map.of("yarn.log-aggregation-enable", "true"), "alice");
    // As an administrator does: the NodeManagers' account may not.
    succeeded(yarn.hadoop().fileSystem("-mkdir", "-p", "/tmp/logs"));
    succeeded(yarn.hadoop().fileSystem("-chmod", "1777", "/tmp/logs"));
    program =
        Files.writeString(
            yarn.sandbox().folder().resolve("files.py"),
            """
            import os, sys
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            spark.range(1000).repartition(4).write.parquet(sys.argv[1])
            assert spark.read.parquet(sys.argv[1]).count() == 1000
            one = spark.sparkContext.parallelize([0], 1)
            assert "__keytab__" not in one.map(lambda same: os.listdir(".")).first()
            print("as", spark.sparkContext.sparkUser())
            """);
  }

  @AfterAll
  static void stopCluster() {
    yarn.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"client", "cluster"})
  void withoutATicketThereIsOneClearError(String mode) {
    Run run = submit(Map.of(), mode, "nothing");
    assertThat(run.exitCode()).as("%s", run).isEqualTo(1);
    assertThat(run.stderr()).contains("SLW-UNAUTHORIZED", "kinit").doesNotContain("\tat ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"client", "cluster"})
  void aKeytabIsEnough(String mode) {
    String folder = "keytab-" + mode;
    Kerberos realm = yarn.kerberos();
    String[] options = {
      "--principal", realm.person("alice"), "--keytab", realm.keytab().toString()
    };
    assertThat(submit(Map.of(), mode, folder, options)).satisfies(YarnKerberosIT::succeeded);
    assertThatAliceWrote(folder);
    Run staged = yarn.hadoop().fileSystem("-ls", "-R", "/user/alice/.slipway");
    succeeded(staged);
    assertThat(staged.stdout()).contains("configuration-").doesNotContain("__keytab__");
  }

  @ParameterizedTest
  @ValueSource(strings = {"client", "cluster"})
  void aTicketIsEnough(String mode) {
    String folder = "ticket-" + mode;
    Map<String, String> ticket = ticket(yarn.kerberos().person("alice"));
    assertThat(submit(ticket, mode, folder)).satisfies(YarnKerberosIT::succeeded);
    assertThatAliceWrote(folder);
  }

  @ParameterizedTest
  @ValueSource(strings = {"client", "cluster"})
  void whoeverMayActsForSomebodyElse(String mode) {
    String folder = "proxy-" + mode;
    Map<String, String> ticket = ticket(yarn.kerberos().service("nn"));
    assertThat(submit(ticket, mode, folder, "--proxy-user", "alice"))
        .satisfies(YarnKerberosIT::succeeded);
    assertThatAliceWrote(folder);
  }

  /** In cluster mode the driver has no ticket: what it has was obtained at its submission. */
  @ParameterizedTest
  @ValueSource(strings = {"client", "cluster"})
  void tokensOfOtherServicesArrive(String mode) throws IOException {
    Path jar = TestedServiceJar.in(Files.createTempDirectory(yarn.sandbox().folder(), "service"));
    Path kinds =
        yarn.python(
            """
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            security = spark._jvm.org.apache.hadoop.security
            tokens = security.UserGroupInformation.getCurrentUser().getTokens().iterator()
            kinds = []
            while tokens.hasNext():
                kinds.append(tokens.next().getKind().toString())
            assert sorted(kinds) == ["HDFS_DELEGATION_TOKEN", "TESTED"], kinds
            """);
    Map<String, String> ticket = ticket(yarn.kerberos().person("alice"));
    Run run = submit(ticket, mode, kinds, "--jars", jar.toString());
    assertThat(run).satisfies(YarnKerberosIT::succeeded);
  }

  /** Whoever has no ticket names a keytab, as for submit; NodeManagers' pages want Kerberos too. */
  @Test
  void commandsLogInAsSubmitDoes() throws IOException {
    Kerberos realm = yarn.kerberos();
    Map<String, String> keys =
        Map.of(
            "spark.kerberos.principal", realm.person("alice"),
            "spark.kerberos.keytab", realm.keytab().toString());
    Path defaults = Files.createDirectory(yarn.sandbox().folder().resolve("defaults"));
    StringBuilder lines = new StringBuilder();
    keys.forEach((key, value) -> lines.append(key + " " + value + "\n"));
    Files.writeString(defaults.resolve("spark-defaults.conf"), lines);
    Map<String, String> configured = Map.of("SPARK_CONF_DIR", defaults.toString());
    String[] conf =
        keys.entrySet().stream()
            .flatMap(entry -> Stream.of("--conf", entry.getKey() + "=" + entry.getValue()))
            .toArray(String[]::new);

    Run submit =
        yarn.slipway(
            configured,
            "submit",
            "--master",
            "yarn",
            "--deploy-mode",
            "cluster",
            "--conf",
            "spark.yarn.submit.waitAppCompletion=false",
            yarn.python("import time; print('here', flush=True); time.sleep(3600)").toString());
    assertThat(submit).satisfies(YarnKerberosIT::succeeded);
    String id = submit.stdout().strip();
    Run refused = yarn.slipway("list", "--master", "yarn");
    assertThat(refused.exitCode()).as("%s", refused).isEqualTo(1);
    assertThat(refused.stderr()).contains("SLW-UNAUTHORIZED");
    assertThat(command(Map.of(), conf, "list").stdout()).contains(id);
    assertThat(command(configured, new String[0], "status", id).stdout()).contains(id);
    await("its output")
        .atMost(Duration.ofSeconds(120))
        .until(() -> command(Map.of(), conf, "logs", id).stdout().contains("here"));
    assertThat(command(Map.of(), conf, "kill", id).stdout()).contains("KILLED");
    assertThat(command(configured, new String[0], "logs", id).stdout()).contains("here");
  }

  private static Run command(Map<String, String> environment, String[] conf, String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--master", "yarn"));
    all.addAll(List.of(conf));
    Run run = yarn.slipway(environment, all.toArray(String[]::new));
    assertThat(run).satisfies(YarnKerberosIT::succeeded);
    return run;
  }

  private static Map<String, String> ticket(String principal) {
    return Map.of("KRB5CCNAME", yarn.kerberos().ticket(principal).toString());
  }

  private static Run submit(
      Map<String, String> environment, String mode, String folder, String... options) {
    return submit(environment, mode, program, List.of(folder), options);
  }

  private static Run submit(
      Map<String, String> environment, String mode, Path program, String... options) {
    return submit(environment, mode, program, List.of(), options);
  }

  private static Run submit(
      Map<String, String> environment,
      String mode,
      Path program,
      List<String> arguments,
      String... options) {
    List<String> words = new ArrayList<>(List.of("submit", "--master", "yarn"));
    words.addAll(List.of("--deploy-mode", mode, "--num-executors", "2"));
    words.addAll(List.of("--conf", "spark.yarn.maxAppAttempts=1"));
    words.addAll(List.of(options));
    words.add(program.toString());
    words.addAll(arguments);
    return yarn.slipway(environment, words.toArray(String[]::new));
  }

  private static void succeeded(Run run) {
    assertThat(run.exitCode()).as("%s", run).isZero();
  }

  /** The name is relative: to the home of whoever the driver is to Hadoop. */
  private static void assertThatAliceWrote(String folder) {
    Run list = yarn.hadoop().fileSystem("-ls", "/user/alice/" + folder);
    succeeded(list);
    assertThat(list.stdout().lines().filter(line -> line.contains(".parquet")))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).contains(" alice "));
  }
}
