package dev.slipway.launch.archive;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The archives in the cache folder, one file for each key. A file appears whole, by a rename; its
 * size stands in a second file, so that one which was cut short is never used.
 */
public record ArchiveFolder(Path path) {

  /** One archive, for {@code archive status}. */
  public record Entry(String key, Path file, long bytes, boolean whole) {}

  /** The archive to start a JVM with; empty when there is none, or it was cut short. */
  public Optional<Path> ready(ArchiveKey key) {
    return Optional.of(file(key)).filter(this::isWhole);
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

  /** Makes it the archive of this key, durable and at once; of two builders the later one wins. */
  public Path publish(ArchiveKey key, Path aside) throws IOException {
    try (FileChannel channel = FileChannel.open(aside, StandardOpenOption.READ)) {
      channel.force(true);
    }
    long size = Files.size(aside);
    Path sizeAside = Path.of(aside + ".size");
    Files.writeString(sizeAside, Long.toString(size));
    Files.deleteIfExists(sizeFile(file(key)));
    Files.move(aside, file(key), StandardCopyOption.ATOMIC_MOVE);
    Files.move(sizeAside, sizeFile(file(key)), StandardCopyOption.ATOMIC_MOVE);
    return file(key);
  }

  public List<Entry> entries() throws IOException {
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(path)) {
      return files
          .filter(file -> file.toString().endsWith(".jsa"))
          .sorted(Comparator.naturalOrder())
          .map(this::entry)
          .toList();
    }
  }

  private Entry entry(Path file) {
    String name = file.getFileName().toString();
    return new Entry(name.substring(0, name.lastIndexOf('.')), file, size(file), isWhole(file));
  }

  private boolean isWhole(Path file) {
    try {
      return Files.isRegularFile(file)
          && Files.readString(sizeFile(file)).equals(Long.toString(size(file)));
    } catch (IOException notPublished) {
      return false;
    }
  }

  private static long size(Path file) {
    return file.toFile().length();
  }

  private Path file(ArchiveKey key) {
    return path.resolve(key.text() + ".jsa");
  }

  private static Path sizeFile(Path file) {
    return Path.of(file + ".size");
  }
}
