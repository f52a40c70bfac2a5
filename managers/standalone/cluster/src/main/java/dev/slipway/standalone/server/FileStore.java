package dev.slipway.standalone.server;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.standalone.submit.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** What clients uploaded, named by its SHA-256. Safe for use by several threads. */
final class FileStore {
  private final Path root;

  /**
   * @throws SlipwayException SYSTEM
   */
  FileStore(Path root) {
    this.root = root;
    try {
      Files.createDirectories(
          root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      throw failed("cannot make " + root, e);
    }
  }

  Optional<Path> find(String sha256) {
    return Optional.of(root.resolve(sha256)).filter(Files::isRegularFile);
  }

  /**
   * Takes it whole or not at all; durable when it returns.
   *
   * @throws SlipwayException INVALID_VALUE when it is something else than it was said to be; SYSTEM
   */
  void put(String sha256, InputStream content) {
    try {
      Path aside = Files.createTempFile(root, "upload", ".new");
      try {
        String digest;
        try (OutputStream out = Files.newOutputStream(aside)) {
          digest = Digest.copy(content, out);
        }
        if (!digest.equals(sha256)) {
          throw new SlipwayException(
              ErrorCode.INVALID_VALUE,
              "what was uploaded as " + sha256 + " is " + digest,
              "submit again; a file may have been changed meanwhile");
        }
        try (FileChannel channel = FileChannel.open(aside, StandardOpenOption.WRITE)) {
          channel.force(true);
        }
        Files.move(aside, root.resolve(sha256), StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(aside);
      }
    } catch (IOException e) {
      throw failed("the server cannot keep an upload", e);
    }
  }

  private static SlipwayException failed(String what, IOException e) {
    return new SlipwayException(
        ErrorCode.SYSTEM,
        what + ": " + e.getMessage(),
        "look at the space and the permissions of the server's data folder",
        e);
  }
}
