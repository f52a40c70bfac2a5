package dev.slipway.launch.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What Linux says of a process in {@code /proc/PID/stat}; see proc(5).
 *
 * @param startTicks clock ticks from boot to its start: with the pid, it names a process for good
 */
public record ProcessStat(long pid, char state, long session, long startTicks) {
  // Counted from the state, the first field behind the name, which may hold blanks and brackets.
  private static final int SESSION = 3;
  private static final int START = 19;

  /** Empty when there is no such process. */
  public static Optional<ProcessStat> of(long pid) {
    try {
      return parse(Files.readString(Path.of("/proc", Long.toString(pid), "stat")));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  static Optional<ProcessStat> parse(String line) {
    int name = line.indexOf('(');
    int rest = line.lastIndexOf(')');
    if (name < 2 || rest < name) {
      return Optional.empty();
    }
    String[] fields = line.substring(rest + 1).strip().split(" ");
    if (fields.length <= START) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new ProcessStat(
              Long.parseLong(line.substring(0, name).strip()),
              fields[0].charAt(0),
              Long.parseLong(fields[SESSION]),
              Long.parseLong(fields[START])));
    } catch (NumberFormatException notProc) {
      return Optional.empty();
    }
  }

  /** A zombie has ended; only its parent has not asked yet. */
  public boolean isAlive() {
    return state != 'Z' && state != 'X';
  }

  public boolean isSameProcess(ProcessStat other) {
    return pid == other.pid && startTicks == other.startTicks;
  }
}
