package dev.slipway.local;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.submit.LogSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The log files in a container's folder. */
record FileLogs(Path folder) implements LogSource {
  private static final List<String> STREAMS = List.of("stdout", "stderr");

  @Override
  public List<String> streams() {
    return STREAMS;
  }

  @Override
  public Part read(String stream, long offset, int limit) {
    if (!STREAMS.contains(stream)) {
      throw missing(stream);
    }
    try (SeekableByteChannel channel = Files.newByteChannel(folder.resolve(stream))) {
      ByteBuffer bytes = ByteBuffer.allocate(limit);
      channel.position(offset);
      int read = channel.read(bytes);
      return new Part(offset, Arrays.copyOf(bytes.array(), Math.max(read, 0)));
    } catch (NoSuchFileException e) {
      throw missing(stream);
    } catch (IOException e) {
      throw new SlipwayException(
          ErrorCode.SYSTEM, "cannot read " + stream + ": " + e.getMessage(), "try again", e);
    }
  }

  private static SlipwayException missing(String stream) {
    return new SlipwayException(
        ErrorCode.NOT_FOUND, "the container has no log " + stream, "it has " + STREAMS);
  }
}
