package dev.slipway.standalone.node;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** The folder of a daemon: one process's at a time, which has it until that ends, however. */
public final class DaemonFolder implements AutoCloseable {
  private final Path path;
  private final FileChannel lock;

  private DaemonFolder(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Makes it when it is not there.
   *
   * @param option by which another folder is named
   * @throws SlipwayException CONFLICT when another process has it; SYSTEM
   */
  public static DaemonFolder claim(Path path, String option) {
    try {
      Files.createDirectories(path);
      FileChannel channel =
          FileChannel.open(
              path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!isLocked(channel)) {
        channel.close();
        throw new SlipwayException(
            ErrorCode.CONFLICT,
            path + " is another running daemon's",
            "stop that one, or name another folder with " + option);
      }
      return new DaemonFolder(path, channel);
    } catch (IOException e) {
      throw failure(path, e);
    }
  }

  // The kernel releases it with the process, so that kill -9 leaves nothing in the way.
  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException heldInThisProcess) {
      return false;
    }
  }

  public Path path() {
    return path;
  }

  /**
   * Which folder it is: random, made once.
   *
   * @throws SlipwayException SYSTEM
   */
  String key() {
    Path file = path.resolve("key");
    try {
      if (!Files.exists(file)) {
        Path aside = path.resolve("key.new");
        Files.writeString(aside, UUID.randomUUID().toString());
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw failure(path, e);
    }
  }

  private static SlipwayException failure(Path path, IOException e) {
    return SlipwayException.ofFiles("cannot use " + path, e);
  }
}
