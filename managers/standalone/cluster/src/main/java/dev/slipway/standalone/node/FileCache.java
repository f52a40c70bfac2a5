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
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;

/**
 * This node's copies of uploaded files, {@code files/SHA256/NAME}: fetched from the server once,
 * verified, read-only. Safe for use by several threads.
 */
final class FileCache {
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Path root;
  private final ServerAddress server;
  private final Token token;
  private final HttpClient http;

  FileCache(Path workDir, ServerAddress server, Token token) {
    this.root = workDir.resolve("files");
    this.server = server;
    this.token = token;
    this.http = token.client().build();
  }

  /**
   * The file's path here. Waits until it is there.
   *
   * @throws SlipwayException RESOURCE_MISSING, SYSTEM
   */
  synchronized Path get(UploadedFile file) {
    Path here = root.resolve(file.sha256()).resolve(file.name());
    try {
      if (!Files.exists(here)) {
        Files.createDirectories(
            here.getParent(),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        fetch(file, here);
      }
      return here;
    } catch (IOException e) {
      throw new SlipwayException(
          ErrorCode.SYSTEM,
          file.name() + " cannot be fetched from the server: " + e.getMessage(),
          "look at the disk's space of the node and at its connection",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SlipwayException(
          ErrorCode.SYSTEM, "interrupted while fetching " + file.name(), "submit it again", e);
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
