package dev.slipway.standalone.node;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.standalone.driver.ServerAddress;
import dev.slipway.standalone.driver.Token;
import dev.slipway.standalone.submit.Digest;
import dev.slipway.standalone.submit.UploadedFile;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's copies of uploaded files, {@code files/SHA256/NAME}: fetched from the server once,
 * verified, read-only. Containers have links to them, so that one may leave here at any time. Safe
 * for use by several threads.
 */
final class FileCache {
  private static final Logger LOG = LoggerFactory.getLogger(FileCache.class);
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Path root;
  private final ServerAddress server;
  private final Token token;
  private final HttpClient http;
  private final Clock clock;

  FileCache(Path workDir, ServerAddress server, Token token, Clock clock) {
    this.root = workDir.resolve("files");
    this.server = server;
    this.token = token;
    this.clock = clock;
    this.http = token.client().build();
  }

  /** What is done with a file while it is certain to be there. */
  interface Use {
    void with(Path file) throws IOException;
  }

  /**
   * Waits until it is there.
   *
   * @throws SlipwayException RESOURCE_MISSING, SYSTEM
   */
  synchronized void use(UploadedFile file, Use what) {
    Path here = root.resolve(file.sha256()).resolve(file.name());
    try {
      if (!Files.exists(here)) {
        Files.createDirectories(
            here.getParent(),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        fetch(file, here);
      }
      Files.setLastModifiedTime(here, FileTime.from(clock.instant()));
      what.with(here);
    } catch (IOException e) {
      throw new SlipwayException(
          ErrorCode.SYSTEM,
          file.name() + " cannot be brought to its container: " + e,
          "look at the disk's space of the node and at its connection to the server",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SlipwayException(
          ErrorCode.SYSTEM, "interrupted while fetching " + file.name(), "submit it again", e);
    }
  }

  /** What was not used for long leaves, and what a killed agent fetched half. */
  synchronized void tidy(Retention retention) {
    if (!Files.isDirectory(root)) {
      return;
    }
    try {
      List<Retention.Kept> kept = new ArrayList<>();
      for (Path each : list(root)) {
        if (Files.isDirectory(each)) {
          for (Path file : list(each)) {
            kept.add(kept(file));
          }
        } else {
          Files.delete(each);
        }
      }
      for (Retention.Kept each : retention.leaving(kept, 0, clock.instant())) {
        LOG.info("{} was not used for long", each.path());
        Files.delete(each.path());
      }
      for (Path folder : list(root)) {
        if (list(folder).isEmpty()) {
          Files.delete(folder);
        }
      }
    } catch (IOException e) {
      throw new SlipwayException(
          ErrorCode.SYSTEM, "cannot tidy " + root + ": " + e, "mend the folder's permissions", e);
    }
  }

  private static Retention.Kept kept(Path file) throws IOException {
    BasicFileAttributes seen = Files.readAttributes(file, BasicFileAttributes.class);
    return new Retention.Kept(file, seen.lastModifiedTime().toInstant(), seen.size());
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private void fetch(UploadedFile file, Path here) throws IOException, InterruptedException {
    Path aside = Files.createTempFile(root, "fetch", ".new");
    try {
      HttpRequest request =
          HttpRequest.newBuilder(server.http("/v1/files/" + file.sha256(), token.trust()))
              .timeout(PATIENCE)
              .header("Authorization", token.header())
              .build();
      HttpResponse<Path> response = http.send(request, HttpResponse.BodyHandlers.ofFile(aside));
      if (response.statusCode() != 200 || !Digest.of(aside).equals(file.sha256())) {
        throw new SlipwayException(
            ErrorCode.RESOURCE_MISSING,
            "the server has no whole copy of " + file.name() + " (" + file.sha256() + ")",
            "submit the application again");
      }
      Files.setPosixFilePermissions(aside, PosixFilePermissions.fromString("r--------"));
      Files.move(aside, here, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(aside);
    }
  }
}
