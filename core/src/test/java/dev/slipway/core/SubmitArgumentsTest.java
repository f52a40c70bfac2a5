package dev.slipway.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubmitArgumentsTest {

  @ParameterizedTest
  @CsvSource({
    "--master, spark.master",
    "--deploy-mode, spark.submit.deployMode",
    "--name, spark.app.name",
    "--jars, spark.jars",
    "--py-files, spark.submit.pyFiles",
    "--files, spark.files",
    "--archives, spark.archives",
    "--packages, spark.jars.packages",
    "--exclude-packages, spark.jars.excludes",
    "--repositories, spark.jars.repositories",
    "--driver-memory, spark.driver.memory",
    "--driver-cores, spark.driver.cores",
    "--driver-java-options, spark.driver.extraJavaOptions",
    "--driver-class-path, spark.driver.extraClassPath",
    "--driver-library-path, spark.driver.extraLibraryPath",
    "--executor-memory, spark.executor.memory",
    "--executor-cores, spark.executor.cores",
    "--total-executor-cores, spark.cores.max",
    "--num-executors, spark.executor.instances",
    "--principal, spark.kerberos.principal",
    "--keytab, spark.kerberos.keytab",
    "--proxy-user, slipway.proxyUser",
  })
  void anOptionSetsItsPropertyInBothForms(String word, String property) {
    SubmitOption option = SubmitOption.named(word).orElseThrow();

    assertThat(option.property()).contains(property);
    assertThat(parse(word, "a=b c", "app.jar").value(option)).contains("a=b c");
    assertThat(parse(word + "=a=b c", "app.jar").value(option)).contains("a=b c");
    assertThat(parse(word, "first", word, "second", "app.jar").value(option)).contains("second");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--remote",
      })
  void anOptionOfALaterVersionIsRefusedByName(String word) {
    Refused.with(ErrorCode.UNSUPPORTED, () -> parse(word, "value", "app.jar")).contains(word);
    Refused.with(ErrorCode.UNSUPPORTED, () -> parse(word + "=value", "app.jar")).contains(word);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--no-such", "-x", "--Master", "--driver_memory", "--no-such=1", "-"})
  void anUnknownOptionIsRefusedByName(String word) {
    Refused.with(ErrorCode.USAGE, () -> parse(word, "app.jar")).contains(word.split("=")[0]);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--master", "--conf", "-c", "--name="})
  void aValueIsNotLeftOut(String word) {
    Refused.with(ErrorCode.USAGE, () -> parse(word)).contains("needs a value");
  }

  @Test
  void propertiesMayHoldEqualsSigns() {
    SubmitArguments arguments =
        parse(
            "--conf",
            "spark.a=1",
            "-c",
            "spark.b=x=y",
            "--conf=spark.c=",
            "--conf",
            "spark.a=2",
            "a");

    assertThat(arguments.conf()).isEqualTo(Map.of("spark.a", "2", "spark.b", "x=y", "spark.c", ""));
    Refused.with(ErrorCode.USAGE, () -> parse("--conf", "spark.a", "a")).contains("spark.a");
    Refused.with(ErrorCode.USAGE, () -> parse("--conf", "=1", "a")).contains("=1");
  }

  @Test
  void whatIsAnsweredAtOnceEndsTheReading() {
    SubmitArguments version = parse("--version", "--no-such", "app.jar");
    assertThat(version.has(SubmitOption.VERSION)).isTrue();
    assertThat(version.resource()).isEmpty();
    assertThat(parse("-h", "--no-such").has(SubmitOption.HELP)).isTrue();
  }

  @Property
  void whatFollowsTheResourceIsTheApplicationsOwn(@ForAll List<String> own) {
    List<String> words = new ArrayList<>(List.of("--master", "local[2]", "-v", "app.py"));
    words.addAll(own);

    SubmitArguments arguments = SubmitArguments.parse(words);

    assertThat(arguments.resource()).contains("app.py");
    assertThat(arguments.applicationArguments()).isEqualTo(own);
    assertThat(arguments.values()).isEqualTo(Map.of(SubmitOption.MASTER, "local[2]"));
  }

  @Property
  void aValueIsTakenAsItIs(@ForAll @NotEmpty String value) {
    assertThat(parse("--name", value, "app.jar").value(SubmitOption.NAME)).contains(value);
    assertThat(parse("--name=" + value, "app.jar").value(SubmitOption.NAME)).contains(value);
    assertThat(parse("--conf", "spark.x=" + value, "a").conf()).containsEntry("spark.x", value);
  }

  private static SubmitArguments parse(String... words) {
    return SubmitArguments.parse(List.of(words));
  }
}
