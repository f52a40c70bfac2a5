package dev.slipway.standalone.server;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.standalone.node.Retention;
import dev.slipway.standalone.submit.Digest;
import dev.slipway.standalone.submit.UploadedFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What clients uploaded, named by its SHA-256. Safe for use by several threads. */
final class FileStore {
  private static final Logger LOG = LoggerFactory.getLogger(FileStore.class);
  private static final Duration ON_ITS_WAY = Duration.ofHours(1);

  private final Path root;
  private final Clock clock;

  /**
   * @throws SlipwayException SYSTEM
   */
  FileStore(Path root, Clock clock) {
    this.root = root;
    this.clock = clock;
    try {
      Files.createDirectories(
          root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      throw failed("cannot make " + root, e);
    }
  }

  /** Whoever asks is about to use it: it counts as used now. */
  synchronized Optional<Path> find(String sha256) {
    Path file = root.resolve(sha256);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
      return Optional.of(file);
    } catch (IOException e) {
      throw failed("cannot use " + file, e);
    }
  }

  /**
   * What was not used for long leaves, and what a killed server took half. What was used within the
   * last hour stays whatever its size: its submission may be on its way.
   *
   * @param named files of applications that have not ended
   */
  synchronized void tidy(Retention retention, Set<String> named) {
    Instant now = clock.instant();
    List<Retention.Kept> unused = new ArrayList<>();
    long used = 0;
    try (Stream<Path> files = Files.list(root)) {
      for (Path file : files.toList()) {
        BasicFileAttributes seen = Files.readAttributes(file, BasicFileAttributes.class);
        Instant usedAt = seen.lastModifiedTime().toInstant();
        String name = file.getFileName().toString();
        if (named.contains(name) || usedAt.plus(ON_ITS_WAY).isAfter(now)) {
          used += seen.size();
        } else {
          boolean half = !UploadedFile.isDigest(name);
          unused.add(new Retention.Kept(file, half ? Instant.MIN : usedAt, seen.size()));
        }
      }
      for (Retention.Kept each : retention.leaving(unused, used, now)) {
        LOG.info("{} was not used for long", each.path());
        Files.delete(each.path());
      }
    } catch (IOException e) {
      throw failed("cannot tidy " + root, e);
    }
  }

  /**
   * Takes it whole or not at all; durable when it returns. What cannot be kept is read to its end
   * all the same: only then does its sender hear why.
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
      SlipwayException why = failed("the server cannot keep an upload", e);
      readOut(content, why);
      throw why;
    }
  }

  private static void readOut(InputStream content, SlipwayException why) {
    try {
      content.transferTo(OutputStream.nullOutputStream());
    } catch (IOException senderIsGone) {
      why.addSuppressed(senderIsGone);
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
