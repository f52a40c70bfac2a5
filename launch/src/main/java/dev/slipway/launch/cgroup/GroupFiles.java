package dev.slipway.launch.cgroup;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The files through which the kernel is told and asked of a group. */
final class GroupFiles {
  private GroupFiles() {}

  /**
   * @throws SlipwayException {@link ErrorCode#SYSTEM}
   */
  static void makeFolder(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw failure("make " + folder, e);
    }
  }

  /**
   * @throws SlipwayException {@link ErrorCode#SYSTEM}: the kernel does not take it
   */
  static void write(Path file, String value) {
    try {
      Files.writeString(file, value);
    } catch (IOException e) {
      throw failure("write " + value + " to " + file, e);
    }
  }

  /** Of an optional file: not every kernel counts swap. */
  static void writeIfThere(Path file, String value) {
    if (Files.exists(file)) {
      write(file, value);
    }
  }

  /** The words of a file; none when it is not there or cannot be read. */
  static List<String> words(Path file) {
    try {
      String text = Files.readString(file).strip();
      return text.isEmpty() ? List.of() : List.of(text.split("\\s+"));
    } catch (IOException notThere) {
      return List.of();
    }
  }

  private static SlipwayException failure(String what, IOException e) {
    return new SlipwayException(
        ErrorCode.SYSTEM,
        "cannot " + what + ": " + e.getClass().getSimpleName() + ", " + e.getMessage(),
        "look at who owns the control group, or give slipway.isolation=none to nodes",
        e);
  }
}
