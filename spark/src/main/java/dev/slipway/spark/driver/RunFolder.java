package dev.slipway.spark.driver;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.util.ShutdownHookManager;
import org.jspecify.annotations.Nullable;

/**
 * One driver's temporary files, in a folder named by its process: removed at exit, and after kill
 * -9 by the next driver that starts, which finds their owner gone. Spark's block files go there
 * too, unless the user chose a place.
 */
final class RunFolder {
  private static final int AFTER_SPARK = 5;

  private final Path folder;
  private final boolean sparksToo;

  private RunFolder(Path folder, boolean sparksToo) {
    this.folder = folder;
    this.sparksToo = sparksToo;
  }

  static RunFolder create(Map<String, String> properties, Map<String, String> environment) {
    ProcessHandle self = ProcessHandle.current();
    Path base =
        Path.of(System.getProperty("java.io.tmpdir"))
            .resolve("slipway-" + System.getProperty("user.name"));
    boolean chosen =
        properties.containsKey("spark.local.dir")
            || !environment.getOrDefault("SPARK_LOCAL_DIRS", "").isEmpty();
    try {
      Files.createDirectories(
          base, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      sweep(base);
      Path folder = Files.createDirectories(base.resolve(name(self)));
      ShutdownHookManager.get().addShutdownHook(() -> deleteAtExit(base, folder), AFTER_SPARK);
      return new RunFolder(folder, !chosen);
    } catch (IOException e) {
      throw new SlipwayException(
          ErrorCode.SYSTEM,
          "the temporary folder " + base + " cannot be used: " + e.getMessage(),
          "make room there, or choose another with --driver-java-options -Djava.io.tmpdir=...",
          e);
    }
  }

  Path downloads() {
    return made("downloads");
  }

  Path pythonModules() {
    return made("python");
  }

  /** For {@code spark.local.dir}; empty when the user chose one. */
  Optional<Path> localFolder() {
    return sparksToo ? Optional.of(made("local")) : Optional.empty();
  }

  private Path made(String name) {
    try {
      return Files.createDirectories(folder.resolve(name));
    } catch (IOException e) {
      throw new SlipwayException(
          ErrorCode.SYSTEM,
          "cannot make " + folder.resolve(name) + ": " + e.getMessage(),
          "make room",
          e);
    }
  }

  /** A pid alone may be somebody else's by now. */
  private static String name(ProcessHandle process) {
    return process.pid()
        + "-"
        + process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  private static void sweep(Path base) throws IOException {
    try (Stream<Path> folders = Files.list(base)) {
      for (Path old : folders.toList()) {
        if (!ownerLives(old.getFileName().toString())) {
          delete(old);
        }
      }
    }
  }

  private static boolean ownerLives(String name) {
    String pid = name.substring(0, Math.max(name.indexOf('-'), 0));
    return !pid.matches("\\d{1,18}")
        || ProcessHandle.of(Long.parseLong(pid))
            .map(RunFolder::name)
            .filter(name::equals)
            .isPresent();
  }

  private static void deleteAtExit(Path base, Path folder) {
    try {
      delete(folder);
      try (Stream<Path> rest = Files.list(base)) {
        if (rest.findAny().isPresent()) {
          return;
        }
      }
      Files.deleteIfExists(base);
    } catch (IOException e) {
      System.err.println("slipway: " + folder + " could not be removed: " + e.getMessage());
    }
  }

  private static void delete(Path folder) throws IOException {
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
