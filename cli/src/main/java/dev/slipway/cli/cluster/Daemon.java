package dev.slipway.cli.cluster;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.launch.process.ProcessStat;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * A process in a session of its own, known by a file with its pid and start time: a pid alone may
 * be somebody else's by now.
 *
 * @param folder with {@code pid} and {@code log}
 */
record Daemon(Path folder) {
  private static final Duration GRACE = Duration.ofSeconds(15);
  private static final Duration KILLED = Duration.ofSeconds(5);
  private static final long LOOK_MILLIS = 20;

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
      long pid = builder.start().pid();
      Files.writeString(pidFile(), identity(pid).orElse(pid + " ended"));
    } catch (IOException e) {
      throw new SlipwayException(
          ErrorCode.SYSTEM,
          "the daemon in " + folder + " cannot be started: " + e.getMessage(),
          "check that setsid is installed and that the folder can be written",
          e);
    }
  }

  /**
   * Its settings: the defaults, over them what was given at earlier starts, over that what is given
   * now. Remembered until {@link #stop}, so that whoever starts it again after its death need not
   * repeat them.
   */
  Map<String, String> settings(Map<String, String> defaults, Map<String, String> given) {
    Map<String, String> all = new TreeMap<>(defaults);
    Properties kept = new Properties();
    try {
      if (Files.isRegularFile(settingsFile())) {
        try (Reader file = Files.newBufferedReader(settingsFile())) {
          kept.load(file);
        }
        kept.stringPropertyNames().forEach(key -> all.put(key, kept.getProperty(key)));
      }
      all.putAll(given);
      kept.putAll(all);
      Files.createDirectories(folder);
      try (Writer file = Files.newBufferedWriter(settingsFile())) {
        kept.store(file, null);
      }
      return all;
    } catch (IOException e) {
      throw new SlipwayException(
          ErrorCode.SYSTEM, "cannot use " + settingsFile() + ": " + e.getMessage(), "mend it", e);
    }
  }

  /** Whether it was started, and not stopped since. */
  boolean isRemembered() {
    return Files.isRegularFile(settingsFile());
  }

  /** TERM, and after a grace KILL; returns when it is gone. */
  void stop() {
    process().ifPresent(this::end);
    try {
      Files.deleteIfExists(settingsFile());
      Files.deleteIfExists(pidFile());
    } catch (IOException e) {
      throw new SlipwayException(
          ErrorCode.SYSTEM, "cannot remove " + pidFile() + ": " + e.getMessage(), "remove it", e);
    }
  }

  /** Empty when it has ended, even if nobody has asked for its exit status yet (a zombie). */
  Optional<ProcessHandle> process() {
    try {
      if (!Files.isRegularFile(pidFile())) {
        return Optional.empty();
      }
      String identity = Files.readString(pidFile());
      long pid = Long.parseLong(identity.substring(0, identity.indexOf(' ')));
      return ProcessHandle.of(pid)
          .filter(process -> identity(pid).filter(identity::equals).isPresent());
    } catch (IOException | RuntimeException e) {
      throw new SlipwayException(
          ErrorCode.SYSTEM, "cannot read " + pidFile() + ": " + e.getMessage(), "remove it", e);
    }
  }

  Path log() {
    return folder.resolve("log");
  }

  private Path settingsFile() {
    return folder.resolve("settings");
  }

  private Path pidFile() {
    return folder.resolve("pid");
  }

  private static Optional<String> identity(long pid) {
    return ProcessStat.of(pid)
        .filter(ProcessStat::isAlive)
        .map(stat -> stat.pid() + " " + stat.startTicks());
  }

  private void end(ProcessHandle process) {
    try {
      process.destroy();
      if (!isGoneWithin(GRACE)) {
        process.destroyForcibly();
        if (!isGoneWithin(KILLED)) {
          throw new SlipwayException(
              ErrorCode.SYSTEM,
              "process " + process.pid() + " of " + folder + " cannot be ended",
              "look at what it waits for in the kernel: /proc/" + process.pid() + "/stack");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }

  private boolean isGoneWithin(Duration bound) throws InterruptedException {
    long end = System.nanoTime() + bound.toNanos();
    while (process().isPresent()) {
      if (System.nanoTime() > end) {
        return false;
      }
      Thread.sleep(LOOK_MILLIS);
    }
    return true;
  }
}
