package dev.slipway.launch.archive;

import dev.slipway.launch.JavaRuntime;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A builder in a process of its own: locks on files bind processes. Folder, jar, log. */
final class BuilderProgram {
  private BuilderProgram() {}

  public static void main(String[] arguments) {
    JavaRuntime java = JavaRuntime.find(Map.of());
    ArchiveKey key = ArchiveKey.of(java, List.of(Path.of(arguments[1])));
    Path archive =
        new ArchiveBuilder(new ArchiveFolder(Path.of(arguments[0])), 0)
            .build(
                key,
                Path.of(arguments[2]),
                aside ->
                    new ArchiveBuilder.Training(
                        Map.of(),
                        List.of(
                            List.of(
                                java.executable().toString(),
                                "-XX:+UseG1GC",
                                key.kind().making(aside),
                                "-cp",
                                arguments[1],
                                SmallProgram.class.getName()))));
    System.out.println(archive);
  }
}
