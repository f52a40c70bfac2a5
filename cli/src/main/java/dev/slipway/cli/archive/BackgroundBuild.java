package dev.slipway.cli.archive;

import dev.slipway.cli.Workplace;
import dev.slipway.launch.SparkInstallation;
import dev.slipway.launch.archive.ArchiveKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Starts {@code slipway archive build} in a session of its own, at the lowest priority, for the
 * next submissions. An attempt that failed is not repeated within a day.
 */
public final class BackgroundBuild {
  private static final Duration TRY_AGAIN = Duration.ofDays(1);

  private final Workplace workplace;
  private final SparkInstallation spark;

  public BackgroundBuild(Workplace workplace, SparkInstallation spark) {
    this.workplace = workplace;
    this.spark = spark;
  }

  /**
   * Only a convenience: where it cannot be started, submissions go on without.
   *
   * @param lacking which archive there is none of
   */
  public void start(ArchiveKey lacking) {
    Path folder = workplace.archives().path();
    try {
      Files.createDirectories(folder);
      Path attempt = folder.resolve(lacking.text() + ".attempt");
      if (isRecent(attempt)) {
        return;
      }
      Files.writeString(attempt, "");
      Files.setLastModifiedTime(attempt, FileTime.from(Clock.systemUTC().instant()));
      ProcessBuilder builder =
          new ProcessBuilder(
              List.of(
                  "setsid",
                  "nice",
                  "-n",
                  "19",
                  workplace.root().resolve("slipway").toString(),
                  "archive",
                  "build"));
      builder.environment().put("SPARK_HOME", spark.home().toString());
      builder
          .directory(folder.toFile())
          .redirectInput(Path.of("/dev/null").toFile())
          .redirectOutput(folder.resolve("background.log").toFile())
          .redirectErrorStream(true)
          .start();
    } catch (IOException e) {
      System.err.println("slipway: no class-data archive is made: " + e.getMessage());
    }
  }

  private static boolean isRecent(Path attempt) throws IOException {
    Instant dayAgo = Clock.systemUTC().instant().minus(TRY_AGAIN);
    return Files.exists(attempt) && Files.getLastModifiedTime(attempt).toInstant().isAfter(dayAgo);
  }
}
