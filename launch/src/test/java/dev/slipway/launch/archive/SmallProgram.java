package dev.slipway.launch.archive;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Says whether its JVM runs from its archive; {@link OwnArchive} without its class path. */
final class SmallProgram {
  private SmallProgram() {}

  public static void main(String[] arguments) throws Exception {
    List<String> command = List.of(Files.readString(Path.of("/proc/self/cmdline")).split("\0"));
    List<String> named =
        command.stream()
            .filter(word -> word.matches("-XX:(SharedArchiveFile|AOTCache)=.*"))
            .map(word -> word.substring(word.indexOf('=') + 1))
            .toList();
    try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
      boolean used = !named.isEmpty() && maps.anyMatch(line -> line.endsWith(named.get(0)));
      System.out.println(used ? "uses its archive" : "the JVM refused " + named);
    }
  }
}
