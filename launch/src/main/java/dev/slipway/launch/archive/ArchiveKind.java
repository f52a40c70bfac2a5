package dev.slipway.launch.archive;

import dev.slipway.launch.JavaRuntime;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How a JDK keeps classes ready to be mapped into memory. */
public enum ArchiveKind {
  /** A dynamic archive (JEP 350), which lies over the JDK's own. */
  DYNAMIC(
      ".jsa",
      "-XX:SharedArchiveFile=",
      "-XX:ArchiveClassesAtExit=",
      List.of("-Xshare:auto", "-Xlog:cds=off", "-Xlog:cds+dynamic=off", "-Xlog:class+path=off")),
  /**
   * The AOT cache (JEPs 483, 514, 515): classes linked, and what the training found out of them.
   */
  AOT_CACHE(
      ".aot",
      "-XX:AOTCache=",
      "-XX:AOTCacheOutput=",
      List.of("-Xlog:cds=off", "-Xlog:aot=off", "-Xlog:class+path=off"));

  private static final int FIRST_WITH_AOT_CACHE = 25;

  private final String suffix;
  private final String use;
  private final String make;
  private final List<String> quiet;

  ArchiveKind(String suffix, String use, String make, List<String> quiet) {
    this.suffix = suffix;
    this.use = use;
    this.make = make;
    this.quiet = quiet;
  }

  public static ArchiveKind of(JavaRuntime java) {
    return java.feature() >= FIRST_WITH_AOT_CACHE ? AOT_CACHE : DYNAMIC;
  }

  /** The end of its files' names. */
  public String suffix() {
    return suffix;
  }

  /** By a file's name. */
  public static Optional<ArchiveKind> ofFile(String name) {
    return Stream.of(values()).filter(kind -> name.endsWith(kind.suffix)).findFirst();
  }

  /** A JVM that cannot use it after all goes on without, and says nothing on the user's output. */
  List<String> using(Path file) {
    List<String> options = new ArrayList<>(List.of(use + file));
    options.addAll(quiet);
    return options;
  }

  /** Written as the JVM ends. */
  public String making(Path file) {
    return make + file;
  }

  /** The archive that a command names. */
  static Optional<String> named(List<String> command) {
    return command.stream()
        .flatMap(
            word ->
                Stream.of(values())
                    .filter(kind -> word.startsWith(kind.use))
                    .map(kind -> word.substring(kind.use.length())))
        .findFirst();
  }
}
