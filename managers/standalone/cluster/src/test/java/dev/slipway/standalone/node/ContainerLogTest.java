package dev.slipway.standalone.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log whose front is cut off while somebody writes and somebody reads. */
class ContainerLogTest {
  @TempDir private Path folder;
  private Path file;
  private ContainerLog log;

  @BeforeEach
  void make() throws IOException {
    file = Files.createFile(folder.resolve("stdout"));
    log = new ContainerLog(file);
  }

  @Test
  void offsetsStayWhatTheyWere() throws IOException {
    try (OutputStream process = Files.newOutputStream(file, StandardOpenOption.APPEND)) {
      write(process, "0123456789");
      log.rotate(10, 2);
      assertThat(file).isEmptyFile();
      write(process, "abcde");
      assertThat(read(0, 100)).isEqualTo("0123456789abcde");
      assertThat(read(8, 4)).isEqualTo("89ab");
      assertThat(read(12, 100)).isEqualTo("cde");
      assertThat(read(15, 100)).isEmpty();
      assertThat(read(-1, 7)).as("its end").isEqualTo("89abcde");
      assertThat(log.read(0, 1).size()).isEqualTo(15);
    }
  }

  @Test
  void theOldestPiecesLeaveAndWhoeverAsksForThemIsTold() throws IOException {
    try (OutputStream process = Files.newOutputStream(file, StandardOpenOption.APPEND)) {
      for (String piece : List.of("00000", "11111", "22222", "33333")) {
        write(process, piece);
        log.rotate(5, 2);
      }
      write(process, "44");
    }
    assertThat(names()).containsExactly("stdout", "stdout.10", "stdout.15");
    ContainerLog.Part part = log.read(3, 100);
    assertThat(part.offset()).isEqualTo(10);
    assertThat(new String(part.bytes(), UTF_8)).isEqualTo("222223333344");
    assertThat(part.size()).isEqualTo(22);
  }

  @Test
  void whatIsShortStaysAsItIs() throws IOException {
    Files.writeString(file, "abc");
    log.rotate(4, 1);
    assertThat(names()).containsExactly("stdout");
  }

  @Test
  void anAgentKilledBeforeItTruncatedLeavesNothingTwice() throws IOException {
    Files.writeString(file, "abcdef");
    Files.writeString(folder.resolve("stdout.new"), "abc");
    assertThat(read(0, 100)).isEqualTo("abcdef");
    assertThat(names()).containsExactly("stdout");
  }

  @Test
  void anAgentKilledAfterItTruncatedLosesNothing() throws IOException {
    Files.writeString(folder.resolve("stdout.0"), "123");
    Files.writeString(folder.resolve("stdout.new"), "abc");
    Files.writeString(file, "d");
    assertThat(read(0, 100)).isEqualTo("123abcd");
    assertThat(names()).containsExactly("stdout", "stdout.0", "stdout.3");
  }

  /** The shell opens it for appending: else its next line would leave a hole. */
  @Test
  void aWriterThatAppendsGoesOnAtTheFront() throws Exception {
    Process writer =
        new ProcessBuilder(
                "sh", "-c", "exec >> \"$0\"; echo one; read go; echo two", file.toString())
            .start();
    try {
      while (Files.size(file) < 4) {
        Thread.onSpinWait();
      }
      log.rotate(4, 1);
      writer.getOutputStream().write('\n');
      writer.getOutputStream().close();
      assertThat(writer.waitFor()).isZero();
      assertThat(read(0, 100)).isEqualTo("one\ntwo\n");
      assertThat(file).hasContent("two\n");
    } finally {
      writer.destroyForcibly();
    }
  }

  private String read(long offset, int limit) throws IOException {
    return new String(log.read(offset, limit).bytes(), UTF_8);
  }

  private static void write(OutputStream process, String text) throws IOException {
    process.write(text.getBytes(UTF_8));
  }

  private List<String> names() {
    return Arrays.stream(folder.toFile().list()).sorted().toList();
  }
}
