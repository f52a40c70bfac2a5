package dev.slipway.yarn.submit;

import dev.slipway.api.submit.LogSource.Part;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What YARN told of a log: its bytes from {@link #begin} to {@link #end}, then its end. They are in
 * a file without a name, because a log may be larger than memory.
 */
final class ToldLog implements AutoCloseable {
  private static final Pattern LENGTH = Pattern.compile("\nLogLength:(\\d+)\n");
  private static final String CONTENTS = "\nLogContents:\n";
  private static final int LARGEST_HEAD = 4096;

  private final FileChannel file;
  private final long contents;
  private final long begin;
  private final long end;

  private ToldLog(FileChannel file, long contents, long begin, long end) {
    this.file = file;
    this.contents = contents;
    this.begin = begin;
    this.end = end;
  }

  /** How YARN tells: a head that says how long the whole log is, its bytes, a tail. */
  interface Telling {
    /** Whether there was anything. */
    boolean to(OutputStream out) throws IOException;
  }

  /**
   * @param last how many of its last bytes were asked for
   * @return empty when there is no such log
   */
  static Optional<ToldLog> of(Telling telling, long last) throws IOException {
    Path path = Files.createTempFile("slipway-log-", "");
    FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    Files.delete(path);
    // Closing it would close the file.
    OutputStream out = new BufferedOutputStream(Channels.newOutputStream(file));
    try {
      if (telling.to(out)) {
        out.flush();
        Optional<ToldLog> told = parse(file, last);
        if (told.isPresent()) {
          return told;
        }
      }
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
    file.close();
    return Optional.empty();
  }

  private static Optional<ToldLog> parse(FileChannel file, long last) throws IOException {
    String head = new String(bytes(file, 0, LARGEST_HEAD), StandardCharsets.ISO_8859_1);
    Matcher length = LENGTH.matcher(head);
    int contents = head.indexOf(CONTENTS);
    if (contents < 0 || !length.find()) {
      return Optional.empty();
    }
    long end = Long.parseLong(length.group(1));
    return Optional.of(
        new ToldLog(file, contents + CONTENTS.length(), Math.max(0, end - last), end));
  }

  /** Of the first byte, among all of the log. */
  long begin() {
    return begin;
  }

  /** How long the log was. */
  long end() {
    return end;
  }

  /** Nothing from outside of what was told. */
  Part read(long offset, int limit) throws IOException {
    long from = Math.min(Math.max(offset, begin), end);
    int count = (int) Math.min(limit, end - from);
    return new Part(from, bytes(file, contents + from - begin, count));
  }

  private static byte[] bytes(FileChannel file, long at, int most) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.max(0, Math.min(most, file.size() - at)));
    while (buffer.hasRemaining() && file.read(buffer, at + buffer.position()) > 0) {
      // on
    }
    buffer.flip();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
