package dev.slipway.standalone.submit;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Hands what is local to the client to the server: bare paths, {@code file:} and globs. {@code
 * local:} means a file of the nodes', and other schemes are fetched by the driver.
 */
final class Uploads {
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");
  private static final Pattern GLOB = Pattern.compile(".*[*?{\\[].*");

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
    if (SCHEME.matcher(uri).matches() && !uri.startsWith("file:")) {
      return Stream.of(uri);
    }
    return expand(path(uri)).map(this::upload);
  }

  private String upload(Path file) {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new SlipwayException(
          ErrorCode.RESOURCE_MISSING,
          file + " does not exist, or is not a file that can be read",
          "check the path; a folder can be sent as an archive (--archives)");
    }
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

  private static String path(String uri) {
    if (!uri.startsWith("file:")) {
      return uri;
    }
    try {
      String path = URI.create(uri).getPath();
      return path == null ? uri.substring("file:".length()) : path;
    } catch (IllegalArgumentException notUri) {
      return uri.replaceFirst("^file:(//)?", "");
    }
  }

  /** A glob in the last part of a path; a plain name stands for itself. */
  private static Stream<Path> expand(String text) {
    Path path = Path.of(text).toAbsolutePath();
    if (Files.exists(path) || !GLOB.matcher(text).matches()) {
      return Stream.of(path);
    }
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> matching =
        Files.newDirectoryStream(path.getParent(), path.getFileName().toString())) {
      matching.forEach(found::add);
    } catch (IOException e) {
      throw new SlipwayException(
          ErrorCode.RESOURCE_MISSING,
          "cannot look for " + text + ": " + e.getMessage(),
          "a pattern may be in the last part of a path only",
          e);
    }
    return found.stream().sorted();
  }
}
