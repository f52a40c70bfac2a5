package dev.slipway.launch.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * How long a process has lived, by its machine's own monotonic clock, to 10 ms. A process that
 * becomes another program by exec stays the same one: the age of a driver that a shell became
 * counts from the shell's start.
 */
public final class ProcessAge {
  // Of /proc, whatever the kernel's own tick is.
  private static final long MILLIS_PER_TICK = 10;

  // The user's code may be between who sets it and who asks, so it is kept where both find it.
  private static final String BEFORE = "slipway.application.waitedMillis";

  private ProcessAge() {}

  /** Of this one; from when it {@link #countsAnew} on, where it did. */
  public static OptionalLong millis() {
    OptionalLong age = ofThisProcess();
    return age.isPresent() ? OptionalLong.of(age.getAsLong() - Long.getLong(BEFORE, 0)) : age;
  }

  /** It was there before anybody had anything to do for it. */
  public static void countsAnew() {
    ofThisProcess().ifPresent(age -> System.setProperty(BEFORE, Long.toString(age)));
  }

  private static OptionalLong ofThisProcess() {
    return millis(ProcessHandle.current().pid());
  }

  /** Empty when there is no such process, or no {@code /proc}. */
  public static OptionalLong millis(long pid) {
    try {
      String uptime = Files.readString(Path.of("/proc/uptime"));
      double seconds = Double.parseDouble(uptime.substring(0, uptime.indexOf(' ')));
      return ProcessStat.of(pid)
          .map(
              stat -> Math.max(0, Math.round(seconds * 1000) - stat.startTicks() * MILLIS_PER_TICK))
          .map(OptionalLong::of)
          .orElse(OptionalLong.empty());
    } catch (IOException | RuntimeException notLinux) {
      return OptionalLong.empty();
    }
  }
}
