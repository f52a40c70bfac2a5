package dev.slipway.launch.cgroup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A tree of plain files where /sys/fs/cgroup would be. */
record FakeKernel(Path root) {

  FakeKernel has(String file, String content) {
    try {
      Path path = root.resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, content);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String says(String file) {
    try {
      return Files.readString(root.resolve(file)).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isThere(String file) {
    return Files.exists(root.resolve(file));
  }

  /** A real group's files go with it; these would keep their folder. */
  void dropFiles(String group) {
    try (Stream<Path> tree = Files.walk(root.resolve(group))) {
      tree.filter(Files::isRegularFile).map(Path::toFile).forEach(java.io.File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String mount(String folder, String type, String options) {
    return mount(folder, "/", type, options);
  }

  String mount(String folder, String within, String type, String options) {
    return "32 31 0:29 %s %s rw,relatime shared:9 - %s cgroup rw,%s%n"
        .formatted(within, root.resolve(folder), type, options);
  }
}
