package dev.slipway.spark.driver;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Temporary folders whose owner is dead: nobody holds the lock on the file inside. */
final class AbandonedFolders {
  /** One that is so new may not have been locked yet. */
  private static final Duration YOUNG = Duration.ofSeconds(30);

  private final Path base;
  private final String prefix;
  private final String lockFile;
  private final Clock clock;

  AbandonedFolders(Path base, String prefix, String lockFile, Clock clock) {
    this.base = base;
    this.prefix = prefix;
    this.lockFile = lockFile;
    this.clock = clock;
  }

  /**
   * Removes this user's. What cannot be removed now is left to the next driver.
   *
   * @throws IOException when the base folder cannot be read
   */
  void sweep() throws IOException {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(base, prefix + "*")) {
      for (Path folder : folders) {
        sweep(folder);
      }
    }
  }

  private void sweep(Path folder) {
    try {
      if (mine(folder) && !young(folder) && abandoned(folder)) {
        delete(folder);
      }
    } catch (IOException e) {
      // Another driver sweeps it, perhaps, at this very moment.
      System.getLogger(AbandonedFolders.class.getName())
          .log(System.Logger.Level.DEBUG, "not removed: " + folder, e);
    }
  }

  private static boolean mine(Path folder) throws IOException {
    return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
        && Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS)
            .getName()
            .equals(System.getProperty("user.name"));
  }

  private boolean young(Path folder) throws IOException {
    Instant changed = Files.getLastModifiedTime(folder).toInstant();
    return changed.isAfter(clock.instant().minus(YOUNG));
  }

  private boolean abandoned(Path folder) throws IOException {
    Path file = folder.resolve(lockFile);
    if (!Files.exists(file)) {
      return true;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      return lock != null;
    }
  }

  /** With all that is in it; links are removed, not followed. */
  static void delete(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException gone) {
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e)
              throws IOException {
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
