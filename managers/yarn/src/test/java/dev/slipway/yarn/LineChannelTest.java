package dev.slipway.yarn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import org.junit.jupiter.api.Test;

class LineChannelTest {
  @Test
  void linesEndAndSoDoesTheReader() throws IOException {
    BufferedReader in = new BufferedReader(new StringReader("one\n\nlast"));
    assertThat(LineChannel.line(in, 4)).hasValue("one");
    assertThat(LineChannel.line(in, 4)).hasValue("");
    assertThat(LineChannel.line(in, 4)).hasValue("last");
    assertThat(LineChannel.line(in, 4)).isEmpty();
  }

  @Test
  void aLineWithoutEndIsNotReadToItsEnd() {
    BufferedReader in = new BufferedReader(new StringReader("endless".repeat(100_000)));
    assertThatThrownBy(() -> LineChannel.line(in, 1000)).isInstanceOf(IOException.class);
  }
}
