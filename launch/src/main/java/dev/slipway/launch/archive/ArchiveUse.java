package dev.slipway.launch.archive;

import dev.slipway.api.JvmSpec;
import dev.slipway.api.Memory;
import dev.slipway.launch.JavaOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Whether a JVM starts from its archive, and if not, why. */
public sealed interface ArchiveUse {

  /** From this file. */
  record Used(ArchiveKind kind, Path file) implements ArchiveUse {}

  record NotUsed(String reason) implements ArchiveUse {}

  /** It would, but there is none for this Java and this Spark, as they are now. */
  record NotYet(String reason) implements ArchiveUse {}

  /** Above this heap the JVM has other pointers than the archive was made for. */
  Memory COMPRESSED_OOPS_LIMIT = Memory.ofMebibytes(32L << 10);

  /** Says in the command itself why the JVM has none; on the machine anybody may know that. */
  String REASON = "-Dslipway.unarchived=";

  static ArchiveUse of(JvmSpec spec, ArchiveFolder folder, ArchiveKey key) {
    return unlessPrevented(
        spec,
        () ->
            folder
                .ready(key)
                .<ArchiveUse>map(file -> new Used(key.kind(), file))
                .orElseGet(() -> new NotYet(folder.whyNone(key))));
  }

  /**
   * Whatever this JVM's settings allow.
   *
   * @param archive asked when nothing stands against one
   */
  static ArchiveUse unlessPrevented(JvmSpec spec, Supplier<ArchiveUse> archive) {
    if (!spec.extraClassPath().isEmpty()) {
      return new NotUsed("extraClassPath stands in front of Spark's jars");
    }
    if (spec.heap().compareTo(COMPRESSED_OOPS_LIMIT) >= 0) {
      return new NotUsed("a heap of " + spec.heap() + " is above the limit of compressed pointers");
    }
    Optional<String> obstacle =
        options(spec).stream().map(ArchiveUse::obstacle).flatMap(Optional::stream).findFirst();
    if (obstacle.isPresent()) {
      return new NotUsed(obstacle.get());
    }
    return archive.get();
  }

  /** What the JVM will read, from its command and from its environment. */
  private static List<String> options(JvmSpec spec) {
    List<String> options = new ArrayList<>(spec.javaOptions());
    for (String variable : List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS")) {
      options.addAll(JavaOptions.parse(variable, spec.environment().getOrDefault(variable, "")));
    }
    return options;
  }

  private static Optional<String> obstacle(String option) {
    if (option.startsWith("-javaagent") || option.startsWith("-agent")) {
      // Its options may be keys of whom it reports to.
      return Optional.of("an agent changes classes: " + option.replaceFirst("=.*", ""));
    }
    if (option.equals("-XX:+UseZGC")) {
      return Optional.of("this collector has other pointers than the archive: " + option);
    }
    if (option.matches("-XX:[+-]UseCompressed.*|-XX:[+-]UseCompactObjectHeaders|-XX:ObjectAl.*")) {
      return Optional.of("other pointers or headers than the archive's: " + option);
    }
    if (option.matches("-Xbootclasspath.*|--(patch|upgrade|limit)-module.*")) {
      return Optional.of("another class path than the archive's: " + option);
    }
    return option.matches("-XX:(SharedArchiveFile|ArchiveClassesAtExit|AOT\\w+)=.*|-Xshare:.*")
        ? Optional.of("the user chose: " + option)
        : Optional.empty();
  }

  default List<String> options() {
    if (this instanceof Used used) {
      return used.kind().using(used.file());
    }
    return whyNot().map(why -> List.of(REASON + why)).orElseGet(List::of);
  }

  /** Why it starts without. */
  default Optional<String> whyNot() {
    if (this instanceof NotUsed without) {
      return Optional.of(without.reason());
    }
    return this instanceof NotYet none ? Optional.of(none.reason()) : Optional.empty();
  }

  /** Out of a command; see {@link #options}. */
  static Optional<String> reason(List<String> command) {
    return command.stream().flatMap(ArchiveUse::reasonIn).findFirst();
  }

  private static Stream<String> reasonIn(String word) {
    return word.startsWith(REASON) ? Stream.of(word.substring(REASON.length())) : Stream.empty();
  }
}
