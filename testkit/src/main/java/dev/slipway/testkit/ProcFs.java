package dev.slipway.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Reads Linux's /proc: the one view of processes that no detaching escapes. */
public final class ProcFs {
  private ProcFs() {}

  /** Live processes whose environment at start held exactly this {@code NAME=value}. */
  public static List<ProcessHandle> withEnvironment(String entry) {
    return ProcessHandle.allProcesses()
        .filter(
            process -> Arrays.asList(read(process.pid(), "environ").split("\0")).contains(entry))
        .filter(process -> !isZombie(process.pid()))
        .toList();
  }

  /** Arguments parted by spaces; empty when it is gone. */
  public static String commandLine(long pid) {
    return read(pid, "cmdline").replace('\0', ' ').strip();
  }

  /** Its current folder; empty when it is gone. */
  public static String workingFolder(long pid) {
    try {
      return Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "cwd")).toString();
    } catch (IOException gone) {
      return "";
    }
  }

  public static boolean isAlive(long pid) {
    return !read(pid, "stat").isEmpty() && !isZombie(pid);
  }

  private static boolean isZombie(long pid) {
    String stat = read(pid, "stat");
    int name = stat.lastIndexOf(')');
    return name >= 0 && stat.startsWith(") Z", name);
  }

  private static String read(long pid, String file) {
    try {
      return new String(
          Files.readAllBytes(Path.of("/proc", Long.toString(pid), file)), StandardCharsets.UTF_8);
    } catch (IOException gone) {
      return "";
    }
  }
}
