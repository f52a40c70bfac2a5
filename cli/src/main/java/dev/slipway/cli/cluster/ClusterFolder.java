package dev.slipway.cli.cluster;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The state folder of the one cluster that this user runs on this machine. */
record ClusterFolder(Path path) {
  private static final int TOKEN_BYTES = 32;

  /** Made once; only its owner can read it. */
  Path token() {
    Path file = path.resolve("token");
    try {
      Files.createDirectories(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      if (!Files.exists(file)) {
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, HexFormat.of().formatHex(random));
      }
      return file;
    } catch (IOException e) {
      throw new SlipwayException(
          ErrorCode.SYSTEM, "cannot write " + file + ": " + e.getMessage(), "mend its folder", e);
    }
  }

  /** Held by whoever starts daemons; the folder is made. */
  Path lock() {
    return token().resolveSibling("start.lock");
  }

  Daemon server() {
    return new Daemon(path.resolve("server"));
  }

  Daemon node(String id) {
    return new Daemon(path.resolve("nodes").resolve(id));
  }

  /** All that were ever started, by name. */
  List<String> nodes() {
    Path folder = path.resolve("nodes");
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> nodes = Files.list(folder)) {
      return nodes
          .map(node -> node.getFileName().toString())
          .sorted(Comparator.naturalOrder())
          .toList();
    } catch (IOException e) {
      throw new SlipwayException(
          ErrorCode.SYSTEM, "cannot read " + folder + ": " + e.getMessage(), "mend it", e);
    }
  }

  /** {@code host:port}, once the server listens. */
  Optional<String> address() {
    Path file = path.resolve("server/address");
    try {
      return Files.isRegularFile(file)
          ? Optional.of(Files.readString(file).strip())
          : Optional.empty();
    } catch (IOException e) {
      throw new SlipwayException(
          ErrorCode.SYSTEM, "cannot read " + file + ": " + e.getMessage(), "mend it", e);
    }
  }
}
