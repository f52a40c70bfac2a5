package dev.slipway.standalone.node;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * What containers of every account read, in the node's work folder: root's own copy of Spark may
 * lie where nobody else may look.
 */
record SharedCopy(Path folder) {

  /**
   * Makes it, unless it is there.
   *
   * @param source a file or a folder
   * @throws SlipwayException SYSTEM
   */
  Path of(Path source) {
    // Its old place is in the name: another Spark of that name is another copy.
    Path target =
        folder
            .resolve(Integer.toHexString(source.toString().hashCode()))
            .resolve(source.getFileName());
    try {
      if (Files.isDirectory(source) ? Files.exists(target) : isCurrent(source, target)) {
        return target;
      }
      Files.createDirectories(target.getParent());
      Path aside = target.resolveSibling(target.getFileName() + ".new");
      remove(aside);
      Files.walkFileTree(source, new Copier(source, aside));
      return Files.move(
          aside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new SlipwayException(
          ErrorCode.SYSTEM,
          "cannot copy " + source + " to " + target + ": " + e.getMessage(),
          "look at the disk's space and the permissions of the node's work folder",
          e);
    }
  }

  private static boolean isCurrent(Path source, Path target) throws IOException {
    return Files.exists(target) && Files.mismatch(source, target) < 0;
  }

  private static void remove(Path tree) throws IOException {
    if (Files.exists(tree)) {
      try (var all = Files.walk(tree)) {
        for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }

  private static final class Copier extends SimpleFileVisitor<Path> {
    private final Path source;
    private final Path target;

    Copier(Path source, Path target) {
      this.source = source;
      this.target = target;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes seen)
        throws IOException {
      Path made = Files.createDirectories(there(folder));
      Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwxr-xr-x"));
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes seen) throws IOException {
      Path made = Files.copy(file.toRealPath(), there(file));
      boolean runs = Files.isExecutable(file);
      Files.setPosixFilePermissions(
          made, PosixFilePermissions.fromString(runs ? "rwxr-xr-x" : "rw-r--r--"));
      return FileVisitResult.CONTINUE;
    }

    private Path there(Path path) {
      return path.equals(source) ? target : target.resolve(source.relativize(path).toString());
    }
  }
}
