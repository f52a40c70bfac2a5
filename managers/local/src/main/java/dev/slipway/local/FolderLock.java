package dev.slipway.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Held by whoever changes a folder, across processes; the kernel frees it when its holder dies. */
final class FolderLock implements AutoCloseable {
  private static final int TRIES = 6000;
  private static final long PAUSE_MILLIS = 10;

  private final FileChannel channel;

  private FolderLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Waits at most a minute. */
  static FolderLock take(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      for (int i = 0; i < TRIES; i++) {
        if (tryLock(channel)) {
          return new FolderLock(channel);
        }
        Thread.sleep(PAUSE_MILLIS);
      }
      throw new IOException(folder + " stays locked by another process");
    } catch (InterruptedException e) {
      channel.close();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for " + folder, e);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException heldInThisProcess) {
      return false;
    }
  }

  /** Fails when the lock is no longer held: a programming error. */
  void check() {
    if (!channel.isOpen()) {
      throw new IllegalStateException("the folder's lock is not held");
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
