package dev.slipway.launch.archive;

import dev.slipway.api.JvmSpec;
import dev.slipway.api.Memory;
import java.nio.file.Path;
import java.util.List;

/** Whether a JVM starts from its archive, and if not, why. */
public sealed interface ArchiveUse {

  /** From this file. */
  record Used(Path file) implements ArchiveUse {}

  record NotUsed(String reason) implements ArchiveUse {}

  /** It would, but nobody has made one for this Java and this Spark. */
  record NotYet() implements ArchiveUse {}

  /** Above this heap the JVM has other pointers than the archive was made for. */
  Memory COMPRESSED_OOPS_LIMIT = Memory.ofMebibytes(32L << 10);

  static ArchiveUse of(JvmSpec spec, ArchiveFolder folder, ArchiveKey key) {
    if (!spec.extraClassPath().isEmpty()) {
      return new NotUsed("extraClassPath stands in front of Spark's jars");
    }
    if (spec.heap().compareTo(COMPRESSED_OOPS_LIMIT) >= 0) {
      return new NotUsed("a heap of " + spec.heap() + " is above the limit of compressed pointers");
    }
    for (String option : spec.javaOptions()) {
      if (option.startsWith("-javaagent") || option.startsWith("-agent")) {
        return new NotUsed("an agent changes classes: " + option);
      }
      if (option.matches(
          "-XX:(SharedArchiveFile|ArchiveClassesAtExit|AOT\\w+)=.*|-Xshare:.*|-XX:-UseCompressed.*")) {
        return new NotUsed("the user chose: " + option);
      }
    }
    return folder.ready(key).<ArchiveUse>map(Used::new).orElseGet(NotYet::new);
  }

  /** A JVM that cannot use it after all goes on without, and says nothing on the user's output. */
  default List<String> options() {
    return this instanceof Used used
        ? List.of(
            "-XX:SharedArchiveFile=" + used.file(),
            "-Xshare:auto",
            "-Xlog:cds=off",
            "-Xlog:cds+dynamic=off",
            "-Xlog:class+path=off")
        : List.of();
  }
}
