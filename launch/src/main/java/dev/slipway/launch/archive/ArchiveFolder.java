package dev.slipway.launch.archive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The archives in the cache folder, one file for each key. A file appears whole, by a rename; its
 * size, and what it is for, stand in a second file, so that one which was cut short is never used.
 */
public record ArchiveFolder(Path path) {
  private static final String MADE_OF = ".made-of";

  /**
   * One archive, for {@code archive status}.
   *
   * @param parts of its key; empty when it is not whole
   */
  public record Entry(String key, Path file, long bytes, List<String> parts) {
    public boolean whole() {
      return !parts.isEmpty();
    }

    /** Whether it is for the same program, as it is now or as it was. */
    public boolean isFor(ArchiveKey key) {
      return whole() && last(parts).equals(last(key.parts()));
    }

    private static String last(List<String> parts) {
      return name(parts.get(parts.size() - 1));
    }

    /** What of it is not as it was, in words; empty: it is good for this key. */
    public Optional<String> differs(ArchiveKey now) {
      if (!whole()) {
        return Optional.of(file.getFileName() + " was cut short");
      }
      List<String> changed = new ArrayList<>(parts);
      changed.removeAll(now.parts());
      if (changed.isEmpty()) {
        return parts.equals(now.parts())
            ? Optional.empty()
            : Optional.of("the class path has more jars than when it was made");
      }
      if (changed.contains(parts.get(0))) {
        return Optional.of("it was made by another Java, " + name(parts.get(0)));
      }
      boolean there =
          now.parts().stream().anyMatch(part -> name(part).equals(name(changed.get(0))));
      return Optional.of(
          name(changed.get(0)) + (there ? " was touched" : " is gone") + " since it was made");
    }

    private static String name(String part) {
      return part.replaceAll("( \\d+ -?\\d+| [0-9a-f]+)$", "");
    }
  }

  /** The archive to start a JVM with; empty when there is none, or it was cut short. */
  public Optional<Path> ready(ArchiveKey key) {
    return Optional.of(path.resolve(key.fileName())).filter(file -> !partsOf(file).isEmpty());
  }

  /** Why there is none for this key. */
  String whyNone(ArchiveKey key) {
    String last = "none was made yet";
    try {
      for (Entry entry : entries()) {
        Optional<String> differs = entry.differs(key);
        if (differs.isPresent() && (!entry.whole() || isRelated(entry, key))) {
          last = differs.get();
        }
      }
    } catch (IOException e) {
      last = "the folder " + path + " cannot be read";
    }
    return "no class-data archive: " + last + "; slipway archive build makes one";
  }

  /** Of the same Java, and for the same program. */
  private static boolean isRelated(Entry entry, ArchiveKey key) {
    return entry.parts().get(0).equals(key.parts().get(0)) && entry.isFor(key);
  }

  /** Where a builder lets the JVM write: nobody else's name. */
  public Path aside(ArchiveKey key) throws IOException {
    Files.createDirectories(path);
    return path.resolve(key.text() + "." + ProcessHandle.current().pid() + ".new");
  }

  /** Held while an archive of this key is made. */
  Path lockFile(ArchiveKey key) throws IOException {
    Files.createDirectories(path);
    return path.resolve(key.text() + ".lock");
  }

  /** What builders of this key left that died. Only under the lock. */
  void sweep(ArchiveKey key) throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.startsWith(key.text() + ".") && name.contains(".new")) {
          FileTrees.delete(file);
        }
      }
    }
  }

  /** Makes it the archive of this key, durable and at once; of two builders the later one wins. */
  public Path publish(ArchiveKey key, Path aside) throws IOException {
    Path file = path.resolve(key.fileName());
    Path madeOf = Path.of(aside + MADE_OF);
    List<String> lines = new ArrayList<>(List.of(Long.toString(Files.size(aside))));
    lines.addAll(key.parts());
    Files.write(madeOf, lines);
    for (Path each : List.of(aside, madeOf)) {
      try (FileChannel channel = FileChannel.open(each, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
    Files.deleteIfExists(madeOf(file));
    Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
    Files.move(madeOf, madeOf(file), StandardCopyOption.ATOMIC_MOVE);
    return file;
  }

  public List<Entry> entries() throws IOException {
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(path)) {
      return files
          .filter(ArchiveFolder::isArchive)
          .sorted(Comparator.comparing(file -> file.toFile().lastModified()))
          .map(ArchiveFolder::entry)
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static boolean isArchive(Path file) {
    return Stream.of(ArchiveKind.values())
        .anyMatch(kind -> file.toString().endsWith(kind.suffix()));
  }

  private static Entry entry(Path file) {
    String name = file.getFileName().toString();
    return new Entry(
        name.substring(0, name.lastIndexOf('.')), file, file.toFile().length(), partsOf(file));
  }

  /** Of its key; empty when it is not whole. */
  private static List<String> partsOf(Path file) {
    try {
      List<String> lines = Files.readAllLines(madeOf(file));
      boolean whole =
          !lines.isEmpty()
              && Files.isRegularFile(file)
              && lines.get(0).equals(Long.toString(Files.size(file)));
      return whole ? lines.subList(1, lines.size()) : List.of();
    } catch (IOException notPublished) {
      return List.of();
    }
  }

  private static Path madeOf(Path file) {
    return Path.of(file + MADE_OF);
  }
}
