package dev.slipway.launch;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.wire.RecordCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What a JVM that was started early waits for. It comes as a file in the container's folder, so
 * that it reaches the JVM whoever is killed and started again meanwhile; the JVM takes it away.
 *
 * @param arguments of the main class
 * @param secret of {@code spark.authenticate}; never in a log
 */
public record Handover(List<String> arguments, Optional<String> secret) {
  /** The first of two arguments of a JVM that waits; the second is where. */
  public static final String AWAIT = "--await-handover";

  /** The variable by which Spark's executors have the secret otherwise. */
  public static final String SECRET_VARIABLE = "_SPARK_AUTH_SECRET";

  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

  public Handover {
    arguments = List.copyOf(arguments);
  }

  /** The arguments of a JVM that waits for this file. */
  public static List<String> awaiting(Path file) {
    return List.of(AWAIT, file.toString());
  }

  public static boolean isAwaited(List<String> arguments) {
    return arguments.size() == 2 && arguments.get(0).equals(AWAIT);
  }

  /**
   * Appears whole, readable only to whoever owns the folder that it appears in.
   *
   * @param aside in a folder of ours: in one that is another account's, nothing is written by name
   * @throws SlipwayException SYSTEM
   */
  public void write(Path aside, Path file) {
    try {
      Files.deleteIfExists(aside);
      Files.createFile(
          aside,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(aside, RecordCodec.encode(this));
      Files.setOwner(aside, Files.getOwner(file.toAbsolutePath().getParent()));
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw failed("write", file, e);
    }
  }

  /**
   * Waits for the file, and takes it away.
   *
   * @return empty when it did not come in time
   * @throws SlipwayException SYSTEM
   */
  public static Optional<Handover> await(Path file, Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    Path folder = file.toAbsolutePath().resolveSibling(".");
    try (WatchService watch = folder.getFileSystem().newWatchService()) {
      folder.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
      // Only after it is watched for: what came before makes no event.
      while (!Files.exists(file)) {
        long left = end - System.nanoTime();
        if (left <= 0) {
          return Optional.empty();
        }
        var key = watch.poll(Math.min(left, LOOK_AGAIN.toNanos()), TimeUnit.NANOSECONDS);
        if (key != null) {
          key.pollEvents();
          key.reset();
        }
      }
      String text = Files.readString(file);
      Files.delete(file);
      return Optional.of(RecordCodec.decode(Handover.class, text));
    } catch (IOException e) {
      throw failed("read", file, e);
    }
  }

  private static SlipwayException failed(String what, Path file, IOException e) {
    return new SlipwayException(
        ErrorCode.SYSTEM,
        "cannot " + what + " " + file + ": " + e.getMessage(),
        "look at the disk's space and the folder's permissions",
        e);
  }

  @Override
  public String toString() {
    return "Handover[...]";
  }
}
