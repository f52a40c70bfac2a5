package dev.slipway.spark.driver;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.MasterUrl.Manager;
import dev.slipway.api.SlipwayException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * One driver's temporary files: removed at exit, and after kill -9 by the next driver of this user.
 * Spark's block files go there too, unless the user chose a place, and unless {@code
 * spark.local.dir} would mean something to executors, whose machines have no such folder: on {@code
 * slipway://} each container's own SPARK_LOCAL_DIRS wins over it.
 *
 * <p>The owner holds a lock on a file inside, which the kernel gives up with the process: unlike a
 * process id that is never somebody else's, also when containers share the folder.
 */
final class RunFolder {
  private static final String PREFIX = "slipway-driver-";
  private static final String LOCK = "lock";

  /**
   * Hadoop runs hooks of lower priority later; Spark's, which removes its own files, is one of 40.
   */
  private static final int AFTER_SPARK = 5;

  private final Path folder;
  private final boolean sparksToo;

  private RunFolder(Path folder, boolean sparksToo) {
    this.folder = folder;
    this.sparksToo = sparksToo;
  }

  /**
   * In {@code java.io.tmpdir}.
   *
   * @throws SlipwayException SYSTEM
   */
  static RunFolder create(ApplicationSpec spec) {
    Path base = Path.of(System.getProperty("java.io.tmpdir"));
    boolean sparksToo =
        staysHere(spec.master().manager())
            && !choosesLocalFolder(spec.properties(), System.getenv());
    try {
      new AbandonedFolders(base, PREFIX, LOCK, Clock.systemUTC()).sweep();
      Path folder =
          Files.createTempDirectory(
              base,
              PREFIX,
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      FileChannel lock =
          FileChannel.open(
              folder.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      lock.lock();
      ShutdownHookManager.get().addShutdownHook(() -> remove(folder, lock), AFTER_SPARK);
      return new RunFolder(folder, sparksToo);
    } catch (IOException e) {
      throw refused(base, e);
    }
  }

  private static boolean staysHere(Manager manager) {
    return switch (manager) {
      case LOCAL, SLIPWAY -> true;
      case YARN, KUBERNETES, MESOS, SPARK -> false;
    };
  }

  private static boolean choosesLocalFolder(
      Map<String, String> properties, Map<String, String> environment) {
    return properties.containsKey("spark.local.dir")
        || !environment.getOrDefault("SPARK_LOCAL_DIRS", "").isEmpty();
  }

  Path downloads() {
    return made("downloads");
  }

  Path pythonModules() {
    return made("python");
  }

  /** For {@code spark.local.dir}; empty when that is not ours to choose. */
  Optional<Path> localFolder() {
    return sparksToo ? Optional.of(made("local")) : Optional.empty();
  }

  private Path made(String name) {
    try {
      return Files.createDirectories(folder.resolve(name));
    } catch (IOException e) {
      throw refused(folder, e);
    }
  }

  private static SlipwayException refused(Path base, IOException e) {
    return new SlipwayException(
        ErrorCode.SYSTEM,
        "the temporary folder " + base + " cannot be used: " + e,
        "make room there, or choose another with --driver-java-options -Djava.io.tmpdir=...",
        e);
  }

  private static void remove(Path folder, FileChannel lock) {
    try (lock) {
      AbandonedFolders.delete(folder);
    } catch (IOException e) {
      System.err.println("slipway: " + folder + " could not be removed: " + e);
    }
  }
}
