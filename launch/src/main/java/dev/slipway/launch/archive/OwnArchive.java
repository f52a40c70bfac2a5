package dev.slipway.launch.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether this JVM runs from the class-data archive that its command names. A JVM that cannot use
 * one goes on without and tells nobody; but one that it uses is mapped into its memory.
 */
public final class OwnArchive {
  private OwnArchive() {}

  /** Why it does not; empty: it does, or it cannot be known here. */
  public static Optional<String> whyNot() {
    try {
      List<String> command = List.of(Files.readString(Path.of("/proc/self/cmdline")).split("\0"));
      try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
        return whyNot(command, maps);
      }
    } catch (IOException | java.io.UncheckedIOException notLinux) {
      return Optional.empty();
    }
  }

  /** In containers its name is a link. */
  private static String real(String file) {
    try {
      return Path.of(file).toRealPath().toString();
    } catch (IOException notThere) {
      return file;
    }
  }

  static Optional<String> whyNot(List<String> command, Stream<String> maps) {
    Optional<String> file = ArchiveKind.named(command);
    if (file.isEmpty()) {
      return ArchiveUse.reason(command);
    }
    String real = real(file.get());
    return maps.anyMatch(line -> line.endsWith(real))
        ? Optional.empty()
        : Optional.of(
            "the JVM refused "
                + file.get()
                + "; options in JAVA_TOOL_OPTIONS or JDK_JAVA_OPTIONS may be why");
  }
}
