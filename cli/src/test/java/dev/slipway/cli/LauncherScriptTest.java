package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real script and a real bash; in place of Java a small program that writes a plan. */
class LauncherScriptTest {
  private static final String NUL = "\\0";

  @TempDir private Path folder;
  private Path checkout;
  private final Map<String, String> environment = new HashMap<>();

  private record Ended(int code, String out, String err) {}

  @BeforeEach
  void makeCheckout() throws IOException {
    checkout = folder.resolve("a checkout");
    Files.createDirectories(checkout.resolve("bin"));
    for (String script : List.of("slipway", "bin/spark-submit")) {
      program(checkout.resolve(script), Files.readString(repository().resolve(script)));
    }
    for (String jar : List.of("lib/slipway-cli.jar", "runtime/slipway-runtime.jar")) {
      Path file = checkout.resolve("target/slipway").resolve(jar);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "");
    }
    environment.put("JAVA_HOME", folder.resolve("java").toString());
  }

  @Test
  void becomesThePlannedCommandWithItsInputVariablesAndArguments() {
    plan(
        "secret\\nlines",
        List.of("A=1", "B=two words\\nlines"),
        "bash",
        "-c",
        "cat <&3; echo \"[$A]\"; echo \"[$B]\"; echo \"$0|$1|$2\"; cat; exit 7",
        "x y",
        "",
        "*");

    Ended run = run("from the terminal", "./slipway", "submit", "app.jar");

    assertThat(run.out())
        .isEqualTo("secret\nlines\n[1]\n[two words\nlines]\nx y||*\nfrom the terminal");
    assertThat(run.code()).isEqualTo(7);
  }

  @Test
  void closedDescriptorsAreEmptyOnes() {
    plan("", List.of(), "bash", "-c", "cat; echo seen >&2; echo unseen; exit 5");

    Ended run = run("", "bash", "-c", "exec ./slipway submit app.jar <&- >&-");

    assertThat(run).isEqualTo(new Ended(5, "", "seen\n"));
  }

  @Test
  void endsAsTheSignalledCommandDoes() {
    plan("", List.of(), "bash", "-c", "kill -TERM $$; sleep 60");

    assertThat(run("", "./slipway", "submit", "app.jar").code()).isEqualTo(128 + 15);
  }

  @Test
  void aRefusalsCodeIsPassedOnAndNothingIsStarted() {
    java("echo refused >&2; exit 2");

    Ended run = run("", "./slipway", "submit", "--no-such");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).isEqualTo("refused\n");
  }

  @Test
  void whatIsOnlyPrintedGoesToStandardOutput() {
    java("echo printed");

    assertThat(run("", "./slipway", "submit", "--help")).isEqualTo(new Ended(0, "printed\n", ""));
    assertThat(run("", "./slipway", "doctor")).isEqualTo(new Ended(0, "printed\n", ""));
  }

  @Test
  void argumentsArriveAsTheyAre() {
    java("shift 6; printf '<%s>' \"$@\"");

    Ended run = run("", "./bin/spark-submit", "a b", "", "*", "-c", "x=$y");

    assertThat(run.out()).endsWith("<submit><a b><><*><-c><x=$y>");
  }

  @Test
  void isFoundThroughLinks() throws IOException {
    java("echo \"$*\"");
    Files.createSymbolicLink(folder.resolve("link"), checkout.resolve("bin/spark-submit"));

    Ended run = run("", folder.resolve("link").toString(), "--version");

    assertThat(run.out()).contains("-Dslipway.root=" + checkout).contains("submit --version");
  }

  @Test
  void sparkEnvIsReadOnceAndExported() throws IOException {
    Path configuration = Files.createDirectories(folder.resolve("conf"));
    Files.writeString(
        configuration.resolve("spark-env.sh"), "HELLO=\"from $UNSET_VARIABLE spark-env\"\n");
    environment.put("SPARK_CONF_DIR", configuration.toString());
    java("echo \"$HELLO\"");

    assertThat(run("", "./slipway", "doctor").out()).isEqualTo("from  spark-env\n");
    environment.put("SPARK_ENV_LOADED", "1");
    assertThat(run("", "./slipway", "doctor").out()).isEqualTo("\n");
  }

  @Test
  void aMissingOrOldJavaIsOneClearSentence() throws IOException {
    assertThat(run("", "./slipway", "submit").err())
        .contains("there is no Java in " + folder.resolve("java"))
        .contains("[SLW-JAVA-MISSING]");

    java("exit 0");
    Files.writeString(folder.resolve("java/release"), "JAVA_VERSION=\"11.0.2\"\n");
    Ended old = run("", "./slipway", "submit");
    assertThat(old.code()).isEqualTo(1);
    assertThat(old.err()).contains("is Java 11").contains("JDK 17");
  }

  @Test
  void aBuildThatFailsShowsItsLogAndIsTriedAgain() throws IOException {
    java("echo ran");
    Path jar = checkout.resolve("target/slipway/lib/slipway-cli.jar");
    Files.delete(jar);
    program(
        checkout.resolve("mvnw"), "#!/bin/sh\necho \"cannot: $*\"; touch '" + jar + "'; exit 1\n");

    Ended failed = run("", "./slipway", "doctor");
    assertThat(failed.code()).isEqualTo(1);
    assertThat(failed.err()).contains("cannot: ").contains("the build failed");

    program(checkout.resolve("mvnw"), "#!/bin/sh\necho quiet; exit 0\n");
    Ended built = run("", "./slipway", "doctor");
    assertThat(built.out()).isEqualTo("ran\n");
    assertThat(built.err()).contains("building").doesNotContain("quiet");
    assertThat(run("", "./slipway", "doctor")).isEqualTo(new Ended(0, "ran\n", ""));
  }

  /** A Java that writes this plan to the file it is told. */
  private void plan(String input, List<String> variables, String... command) {
    List<String> parts = new ArrayList<>(List.of(input, String.valueOf(variables.size())));
    parts.addAll(variables);
    parts.addAll(List.of(command));
    StringBuilder script = new StringBuilder("while [ \"$1\" != -jar ]; do shift; done\n{\n");
    for (String part : parts) {
      script.append("printf '%b" + NUL + "' '").append(part.replace("'", "'\\''")).append("'\n");
    }
    java(script + "} > \"$3\"; cat > /dev/null");
  }

  private void java(String script) {
    program(folder.resolve("java/bin/java"), "#!/bin/bash\n" + script + "\n");
  }

  private static void program(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Ended run(String input, String... command) {
    try {
      Path in = Files.writeString(folder.resolve("in"), input);
      Path out = folder.resolve("out");
      Path err = folder.resolve("err");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(checkout.toFile())
              .redirectInput(in.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().keySet().removeIf(name -> name.startsWith("SPARK_"));
      builder.environment().putAll(environment);
      Process process = builder.start();
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("still running: " + List.of(command));
      }
      return new Ended(
          process.exitValue(),
          Files.readString(out, StandardCharsets.UTF_8),
          Files.readString(err, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static Path repository() {
    Path here = Path.of("").toAbsolutePath();
    while (!Files.exists(here.resolve("slipway"))) {
      here = here.getParent();
    }
    return here;
  }
}
