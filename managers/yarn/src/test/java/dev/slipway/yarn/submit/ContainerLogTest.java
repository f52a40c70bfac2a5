package dev.slipway.yarn.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.submit.LogSource.Part;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ContainerLogTest {
  private final StringBuilder written = new StringBuilder();
  private final List<Long> questions = new ArrayList<>();
  private final ContainerLog log = new ContainerLog(this::ask, true);

  /** As NodeManagers and aggregated logs tell it. */
  private Optional<ToldLog> ask(String stream, long last) {
    questions.add(last);
    String text = written.toString();
    return tell(text.substring((int) Math.max(0, text.length() - last)), text.length(), last);
  }

  private static Optional<ToldLog> tell(String part, int length, long last) {
    try {
      return ToldLog.of(
          out -> {
            say(out, "Container: c on n\n=====\nLogType:stdout\n");
            say(out, "LogLastModifiedTime:now\nLogLength:" + length + "\nLogContents:\n");
            say(out, part);
            say(out, "\nEnd of LogType:stdout\n*****\n");
            return true;
          },
          last);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void say(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void itIsReadInPartsAndAskedForOnce() {
    write(100_000);
    assertThat(readAll(0, 1000)).isEqualTo(written.toString());
    assertThat(questions).startsWith(ContainerLog.Asking.ALL);
    assertThat(questions).as("all, and whether there is more").hasSize(2);
  }

  @Test
  void whatCameLaterFollowsWithoutAGap() {
    StringBuilder seen = new StringBuilder();
    for (int more : new int[] {10, 0, 500, 70_000, 1}) {
      write(more);
      seen.append(readAll(seen.length(), 1000));
    }
    assertThat(seen).hasToString(written.toString());
  }

  @Test
  void aNodeThatWasThereMayBeAwayButNotFromTheStart() {
    boolean[] away = {false};
    ContainerLog of =
        new ContainerLog(
            (stream, last) -> {
              if (away[0]) {
                throw new SlipwayException(ErrorCode.NOT_FOUND, "away", "ask again");
              }
              return ask(stream, last);
            },
            true);
    write(5);
    long end = of.read("stdout", 0, 10).end();
    away[0] = true;
    assertThat(of.read("stdout", end, 10).bytes()).isEmpty();
    assertThatThrownBy(() -> of.read("stderr", 0, 10)).isInstanceOf(SlipwayException.class);
  }

  @Test
  void anEndedOneIsNotAskedForAgain() {
    ContainerLog ended = new ContainerLog(this::ask, false);
    write(5);
    Part all = ended.read("stdout", 0, 10);
    assertThat(ended.read("stdout", all.end(), 10).bytes()).isEmpty();
    assertThat(questions).hasSize(1);
  }

  @Test
  void whatIsNotThereIsEmptyAndOtherStreamsAreNone() {
    ContainerLog nothing = new ContainerLog((stream, last) -> Optional.empty(), true);
    assertThat(nothing.read("stderr", 7, 10).bytes()).isEmpty();
    assertThat(nothing.read("stderr", 7, 10).end()).isEqualTo(7);
    assertThatThrownBy(() -> nothing.read("launch.json", 0, 10))
        .isInstanceOf(SlipwayException.class);
  }

  private String readAll(long from, int limit) {
    StringBuilder all = new StringBuilder();
    Part part = log.read("stdout", from, limit);
    while (part.bytes().length > 0) {
      assertThat(part.offset()).isEqualTo(from + all.length());
      assertThat(part.bytes()).hasSizeLessThanOrEqualTo(limit);
      all.append(new String(part.bytes(), StandardCharsets.US_ASCII));
      part = log.read("stdout", part.end(), limit);
    }
    return all.toString();
  }

  private void write(int characters) {
    new Random(characters)
        .ints(characters, 'a', 'z')
        .forEach(letter -> written.append((char) letter));
  }
}
