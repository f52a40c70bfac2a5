package dev.slipway.standalone.submit;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.launch.ClientFiles;
import dev.slipway.launch.SpecFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Hands what is local to the client to the server. */
final class Uploads {

  private final ServerClient server;

  Uploads(ServerClient server) {
    this.server = server;
  }

  /**
   * Uploads what the server lacks.
   *
   * @return the specification with those files named as {@link UploadedFile}s
   * @throws SlipwayException RESOURCE_MISSING
   */
  ApplicationSpec upload(ApplicationSpec spec) {
    return SpecFiles.rewrite(spec, this::upload);
  }

  private Stream<String> upload(String uri) {
    return ClientFiles.find(uri)
        .map(files -> files.stream().map(this::upload))
        .orElseGet(() -> Stream.of(uri));
  }

  private String upload(Path file) {
    try {
      UploadedFile named = new UploadedFile(Digest.of(file), file.getFileName().toString());
      String path = "/v1/files/" + named.sha256();
      if (!server.exists(path)) {
        server.put(path, file);
      }
      return named.uri().toString();
    } catch (IOException e) {
      throw new SlipwayException(
          ErrorCode.RESOURCE_MISSING, "cannot read " + file + ": " + e.getMessage(), "check it", e);
    }
  }
}
