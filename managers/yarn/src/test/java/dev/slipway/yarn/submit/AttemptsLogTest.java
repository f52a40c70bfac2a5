package dev.slipway.yarn.submit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.submit.LogSource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttemptsLogTest {
  private final List<String> attempts = new ArrayList<>(List.of("first"));
  private final AttemptsLog<Integer> log =
      new AttemptsLog<>(() -> attempts.size() - 1, number -> text(attempts.get(number)));

  @Test
  void theNextAttemptsLogFollows() {
    assertThat(next(0)).isEqualTo("first");
    assertThat(next(5)).isEmpty();
    attempts.add("second");
    assertThat(next(5)).isEqualTo("second");
    assertThat(next(11)).isEmpty();
    assertThat(text("first").streams()).isEqualTo(log.streams());
  }

  @Test
  void whatIsLeftOfTheEarlierOneComesBefore() {
    attempts.add("second");
    assertThat(next(0)).as("it was the newest when it was asked for first").isEqualTo("first");
    assertThat(next(5)).isEqualTo("second");
  }

  private String next(long offset) {
    LogSource.Part part = log.read("stdout", offset, 100);
    assertThat(part.offset()).isEqualTo(offset);
    return new String(part.bytes(), StandardCharsets.UTF_8);
  }

  private static LogSource text(String text) {
    return new LogSource() {
      @Override
      public List<String> streams() {
        return List.of("stdout");
      }

      @Override
      public Part read(String stream, long offset, int limit) {
        byte[] rest = text.substring((int) offset).getBytes(StandardCharsets.UTF_8);
        return new Part(offset, rest);
      }
    };
  }
}
