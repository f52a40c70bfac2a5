package dev.slipway.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.DeployMode;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.MainResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubmissionTest {
  @TempDir private Path folder;
  private String jar;
  private String script;

  @BeforeEach
  void makeApplications() throws IOException {
    jar = Files.writeString(folder.resolve("app.jar"), "").toString();
    script = Files.writeString(folder.resolve("my app.py"), "").toString();
  }

  @Test
  void defaultsAreSparks() {
    ApplicationSpec spec = specify(jar, "1", "--master");

    assertThat(spec.master()).hasToString("local[*]");
    assertThat(spec.deployMode()).isEqualTo(DeployMode.CLIENT);
    assertThat(spec.main()).isEqualTo(new MainResource.Jar(jar, Optional.empty()));
    assertThat(spec.arguments()).containsExactly("1", "--master");
    assertThat(spec.properties())
        .isEqualTo(
            Map.of(
                "spark.master", "local[*]",
                "spark.submit.deployMode", "client",
                "spark.app.name", "app.jar"));
  }

  @Test
  void theNameIsTheOptionThePropertyTheClassOrTheFile() {
    assertThat(specify("--name", "n", "-c", "spark.app.name=p", "--class", "C", jar).name())
        .isEqualTo("n");
    assertThat(specify("-c", "spark.app.name=p", "--class", "C", jar).name()).isEqualTo("p");
    assertThat(specify("--class", "C", jar).name()).isEqualTo("C");
    assertThat(specify(script).name()).isEqualTo("my app.py");
    assertThat(specify("hdfs://h/x/a.jar").name()).isEqualTo("a.jar");
  }

  @Test
  void theResourceSaysWhatRuns() {
    assertThat(specify("--class", "a.B", jar).main())
        .isEqualTo(new MainResource.Jar(jar, Optional.of("a.B")));
    assertThat(specify(script).main()).isEqualTo(new MainResource.Python(script));
    assertThat(specify("pyspark-shell").isPython()).isTrue();
    assertThat(specify("--class", "a.B", "spark-internal").main())
        .isEqualTo(new MainResource.Internal("spark-internal", "a.B"));
    Refused.with(ErrorCode.MAIN_CLASS_MISSING, () -> specify("spark-internal"))
        .contains("spark-internal");
  }

  @Test
  void aMissingFileIsNamed() {
    String missing = folder.resolve("missing.py").toString();
    Refused.with(ErrorCode.RESOURCE_MISSING, () -> specify(missing)).contains(missing);
    Refused.with(ErrorCode.RESOURCE_MISSING, () -> specify("file://" + missing)).contains(missing);
    Refused.with(ErrorCode.RESOURCE_MISSING, () -> specify(folder.toString()))
        .contains(folder.toString());
    Refused.with(ErrorCode.USAGE, () -> specify("--name", "x")).contains("no application");
  }

  @Test
  void whatTheClientCannotSeeIsLeftToTheDriver() {
    assertThat(specify("file:" + script.replace(" ", "%20")).isPython()).isTrue();
    for (String resource :
        List.of("hdfs://h/a.py", "s3a://b/a.jar", "https://h/a.jar", "local:/x/a.jar")) {
      assertThat(specify(resource).name()).startsWith("a.");
    }
    assertThat(specify(folder + "/*.jar").main()).isInstanceOf(MainResource.Jar.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"k8s://https://h:1", "mesos://h:1", "spark://h:1", "K8S://h:1"})
  void aMasterOfALaterVersionIsRefusedByName(String master) {
    Refused.with(ErrorCode.UNSUPPORTED, () -> specify("--master", master, jar)).contains(master);
    Refused.with(ErrorCode.UNSUPPORTED, () -> specify("-c", "spark.master=" + master, jar))
        .contains(master);
  }

  @Test
  void aMasterThatNobodyHasIsRefused() {
    Refused.with(ErrorCode.MASTER_UNKNOWN, () -> specify("--master", "locl[2]", jar))
        .contains("locl[2]");
    Refused.with(ErrorCode.INVALID_VALUE, () -> specify("--deploy-mode", "remote", jar))
        .contains("remote");
    Refused.with(ErrorCode.UNSUPPORTED, () -> specify("--deploy-mode", "cluster", jar))
        .contains("cluster");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spark.jars.ivySettings=i.xml",
        "spark.remote=sc://h",
        "spark.api.mode=connect",
        "spark.kerberos.keytab=/k",
      })
  void aPropertyOfALaterVersionIsRefusedByName(String pair) {
    Refused.with(ErrorCode.UNSUPPORTED, () -> specify("-c", pair, jar))
        .contains(pair.split("=")[0]);
  }

  @Test
  void whomHadoopKnowsAnApplicationByMeansSomethingOnYarnOnly() {
    Refused.with(ErrorCode.UNSUPPORTED, () -> specify("--proxy-user", "alice", jar))
        .contains("slipway.proxyUser");
    String[] words = {"--master", "yarn", "--principal", "alice@A", "--keytab", "/k", jar};
    assertThat(specify(words).property("spark.kerberos.principal", "")).isEqualTo("alice@A");
    Refused.with(
            ErrorCode.INVALID_VALUE,
            () -> specify("--master", "yarn", "--principal", "a@A", "--proxy-user", "bob", jar))
        .contains("--proxy-user");
  }

  @Test
  void theShuffleServiceIsRefusedOnOurClusterOnly() {
    String[] words = {"-c", "spark.shuffle.service.enabled=true", "--master", "slipway://h:1", jar};
    Refused.with(ErrorCode.UNSUPPORTED, () -> specify(words)).contains("spark.shuffle.service");
    words[3] = "local[2]";
    assertThat(specify(words).master()).hasToString("local[2]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"spark-shell", "pyspark-shell-main", "run-example", "a.R", "b.r"})
  void otherProgramsAreRefusedByName(String resource) {
    Refused.with(ErrorCode.UNSUPPORTED, () -> specify(resource)).contains(resource);
  }

  @Test
  void sparksShellsAreRefusedByTheirClass() {
    Refused.with(ErrorCode.UNSUPPORTED, () -> specify("--class", "org.apache.spark.repl.Main"))
        .contains("org.apache.spark.repl.Main");
  }

  @ParameterizedTest
  @CsvSource({
    "--driver-memory, 1x",
    "--driver-memory, 0",
    "--executor-memory, -1g",
    "--executor-memory, 1.5g",
    "--executor-cores, 0",
    "--executor-cores, two",
    "--driver-cores, 1.5",
    "--total-executor-cores, -1",
    "--num-executors, 0",
  })
  void aValueThatDoesNotParseIsNamed(String option, String value) {
    Refused.with(ErrorCode.INVALID_VALUE, () -> specify(option, value, jar)).contains(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"slipway.submit.wait", "slipway.archive.auto", "slipway.launch.early"})
  void aFlagIsTrueOrFalse(String key) {
    Refused.with(ErrorCode.INVALID_VALUE, () -> specify("-c", key + "=maybe", jar))
        .contains("maybe", "true or false");
  }

  @ParameterizedTest
  @ValueSource(strings = {"spark.executor.memoryOverhead", "spark.driver.memoryOverhead"})
  void overheadsAreMemoryToo(String key) {
    Refused.with(ErrorCode.INVALID_VALUE, () -> specify("-c", key + "=lots", jar)).contains("lots");
    assertThat(specify("-c", key + "=512", jar).properties()).containsEntry(key, "512");
  }

  @Test
  void noExecutorsAtFirstIsFineWhenTheyAreAllocatedDynamically() {
    ApplicationSpec spec =
        specify(
            "--master",
            "slipway://h:1",
            "--num-executors",
            "0",
            "-c",
            "spark.dynamicAllocation.enabled=true",
            jar);

    assertThat(spec.properties()).containsEntry("spark.executor.instances", "0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"spark.driver.extraJavaOptions", "spark.executor.extraJavaOptions"})
  void theHeapHasItsOwnOption(String key) {
    Refused.with(ErrorCode.INVALID_VALUE, () -> specify("-c", key + "=-Da=b -Xmx4g", jar))
        .contains(key)
        .contains("-Xmx");
  }

  private ApplicationSpec specify(String... words) {
    return new Submission(
            Map.of(),
            Optional.empty(),
            line -> {
              throw new AssertionError(line);
            })
        .specify(SubmitArguments.parse(new ArrayList<>(List.of(words))));
  }
}
