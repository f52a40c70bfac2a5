package dev.slipway.cli.archive;

import dev.slipway.cli.Workplace;
import dev.slipway.launch.JavaRuntime;
import dev.slipway.launch.archive.ArchiveBuilder;
import dev.slipway.launch.archive.ArchiveKey;
import dev.slipway.launch.archive.ArchiveKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The archive of the command line's own JVM. The script cannot work out a key, so a small file says
 * which archive is good for which Java; it counts while it is younger than both.
 *
 * @param java the one that the script would start
 */
public record CommandLineArchive(Workplace workplace, JavaRuntime java) {
  // As the script has them.
  private static final List<String> OPTIONS = List.of("-XX:TieredStopAtLevel=1", "-Xmx256m");

  public static CommandLineArchive of(Workplace workplace) {
    return new CommandLineArchive(workplace, JavaRuntime.find(workplace.environment()));
  }

  ArchiveKey key() throws IOException {
    List<Path> jars = new ArrayList<>();
    try (Stream<Path> files = Files.list(workplace.library())) {
      files.filter(file -> file.toString().endsWith(".jar")).sorted().forEach(jars::add);
    }
    // Last: by it the archive is known as the command line's.
    jars.remove(jar());
    jars.add(jar());
    return ArchiveKey.of(java, jars);
  }

  /** Whether the script has one. */
  public boolean isThere() {
    try {
      return Files.isRegularFile(named()) && workplace.archives().ready(key()).isPresent();
    } catch (IOException unreadable) {
      return false;
    }
  }

  /** Unless it is there. */
  Path build(ArchiveBuilder builder, Path log) throws IOException {
    ArchiveKey key = key();
    Path archive = builder.build(key, log, aside -> training(key.kind(), aside));
    Path aside = Path.of(named() + "." + ProcessHandle.current().pid());
    Files.write(aside, List.of(executable().toString(), option(key.kind()) + archive));
    Files.move(aside, named(), StandardCopyOption.ATOMIC_MOVE);
    return archive;
  }

  private static String option(ArchiveKind kind) {
    return switch (kind) {
      case DYNAMIC -> "-XX:SharedArchiveFile=";
      case AOT_CACHE -> "-XX:AOTCache=";
    };
  }

  /** Picocli is older than what a dynamic archive takes: on JDK 17 a static one has it too. */
  private ArchiveBuilder.Training training(ArchiveKind kind, Path aside) {
    List<List<String>> commands =
        switch (kind) {
          case DYNAMIC ->
              List.of(
                  train("-Xshare:off", "-XX:DumpLoadedClassList=" + aside + ".list"),
                  dump(aside + ".list", aside));
          case AOT_CACHE -> List.of(train("-XX:+UseSerialGC", kind.making(aside)));
        };
    return new ArchiveBuilder.Training(Map.of(), commands);
  }

  private List<String> train(String... how) {
    List<String> words = new ArrayList<>(List.of(executable().toString()));
    words.addAll(OPTIONS);
    words.addAll(List.of(how));
    words.addAll(
        List.of(
            "-Dslipway.root=" + workplace.root(),
            "-jar",
            jar().toString(),
            "-",
            CommandLineTraining.COMMAND));
    return words;
  }

  private List<String> dump(String classes, Path aside) {
    return List.of(
        executable().toString(),
        "-Xshare:dump",
        "-XX:+UseG1GC", // only with it objects are archived too, which every collector can load
        "-XX:SharedClassListFile=" + classes,
        "-XX:SharedArchiveFile=" + aside,
        "-cp",
        jar().toString());
  }

  private Path executable() {
    try {
      return java.executable().toRealPath();
    } catch (IOException e) {
      return java.executable();
    }
  }

  private Path jar() {
    return workplace.library().resolve("slipway-cli.jar");
  }

  /** Where the script looks. */
  private Path named() {
    String checkout = workplace.root().toString().replace('/', '-');
    return workplace.archives().path().resolve("command-line" + checkout);
  }

  /** For {@code archive status}; empty where the program is not built. */
  Optional<ArchiveKey> keyIfKnown() {
    try {
      return Optional.of(key());
    } catch (IOException notBuilt) {
      return Optional.empty();
    }
  }
}
