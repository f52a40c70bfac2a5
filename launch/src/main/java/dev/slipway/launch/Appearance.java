package dev.slipway.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits for a file that somebody else will make, told by the kernel. */
public final class Appearance {
  private Appearance() {}

  /**
   * @return whether it is there
   * @throws IOException when its folder cannot be watched
   */
  public static boolean await(Path file, Duration patience)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    Path folder = file.toAbsolutePath().resolveSibling(".");
    try (WatchService watch = folder.getFileSystem().newWatchService()) {
      folder.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
      // Only after it is watched for: what came before makes no event.
      while (!Files.exists(file)) {
        long left = end - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        var key = watch.poll(left, TimeUnit.NANOSECONDS);
        if (key != null) {
          key.pollEvents();
          key.reset();
        }
      }
      return true;
    }
  }
}
