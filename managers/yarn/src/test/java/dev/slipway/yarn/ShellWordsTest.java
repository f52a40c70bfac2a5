package dev.slipway.yarn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Words come through both shells as they were. */
class ShellWordsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "a b",
        "it's",
        "\"quoted\"",
        "$HOME",
        "`id`",
        "back\\slash",
        "\\$x",
        "a;b&c|d",
        "*",
        "",
        "line\nbreak",
        "'",
        "ä",
        "-Dx='a \"b\" $c'"
      })
  void aWordStaysItself(String word) throws IOException, InterruptedException {
    // As NodeManagers write it.
    String script = "exec /bin/bash -c \"printf %s " + ShellWords.quote(word) + "\"";
    Process bash = new ProcessBuilder("bash", "-c", script).redirectErrorStream(true).start();
    String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor()).isZero();
    assertThat(said).isEqualTo(word);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{{JAVA_HOME}}/bin/java", "-Dx={{PWD}}/a b"})
  void whatYarnReplacesStays(String word) {
    assertThat(ShellWords.quote(word)).contains(word);
    assertThat(ShellWords.command(List.of(word))).endsWith("2><LOG_DIR>/stderr");
  }
}
