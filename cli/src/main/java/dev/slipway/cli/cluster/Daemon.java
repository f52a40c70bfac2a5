package dev.slipway.cli.cluster;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process in a session of its own, known by a file with its pid and start time: a pid alone may
 * be somebody else's by now.
 *
 * @param folder with {@code pid} and {@code log}
 */
record Daemon(Path folder) {
  private static final Duration GRACE = Duration.ofSeconds(15);

  /** Starts it, unless it runs already. */
  void start(List<String> command, Map<String, String> environment) {
    if (process().isPresent()) {
      return;
    }
    List<String> detached = new ArrayList<>(List.of("setsid"));
    detached.addAll(command);
    try {
      Files.createDirectories(folder);
      ProcessBuilder builder =
          new ProcessBuilder(detached)
              .directory(folder.toFile())
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
              .redirectErrorStream(true);
      builder.environment().putAll(environment);
      ProcessHandle process = builder.start().toHandle();
      Files.writeString(pidFile(), identity(process));
    } catch (IOException e) {
      throw new SlipwayException(
          ErrorCode.SYSTEM,
          "the daemon in " + folder + " cannot be started: " + e.getMessage(),
          "check that setsid is installed and that the folder can be written",
          e);
    }
  }

  /** TERM, and after a grace KILL; returns when it is gone. */
  void stop() {
    process().ifPresent(Daemon::end);
    try {
      Files.deleteIfExists(pidFile());
    } catch (IOException e) {
      throw new SlipwayException(
          ErrorCode.SYSTEM, "cannot remove " + pidFile() + ": " + e.getMessage(), "remove it", e);
    }
  }

  Optional<ProcessHandle> process() {
    try {
      if (!Files.isRegularFile(pidFile())) {
        return Optional.empty();
      }
      String identity = Files.readString(pidFile());
      return ProcessHandle.of(Long.parseLong(identity.substring(0, identity.indexOf(' '))))
          .filter(ProcessHandle::isAlive)
          .filter(process -> identity(process).equals(identity));
    } catch (IOException | RuntimeException e) {
      throw new SlipwayException(
          ErrorCode.SYSTEM, "cannot read " + pidFile() + ": " + e.getMessage(), "remove it", e);
    }
  }

  Path log() {
    return folder.resolve("log");
  }

  private Path pidFile() {
    return folder.resolve("pid");
  }

  private static String identity(ProcessHandle process) {
    return process.pid()
        + " "
        + process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  private static void end(ProcessHandle process) {
    process.destroy();
    try {
      process.onExit().get(GRACE.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
