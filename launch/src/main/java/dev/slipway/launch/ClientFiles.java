package dev.slipway.launch;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What is local to the client among the files that an application names: bare paths, {@code file:}
 * and globs. {@code local:} means a file of the nodes', and other schemes are fetched by the
 * driver.
 */
public final class ClientFiles {
  /** Of a URI; a bare path has none. */
  static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):.*");

  private static final Pattern GLOB = Pattern.compile(".*[*?{\\[].*");

  private ClientFiles() {}

  /**
   * The files of this machine that a URI without fragment names; empty when it names none of them.
   *
   * @throws SlipwayException RESOURCE_MISSING when one cannot be read
   */
  public static Optional<List<Path>> find(String uri) {
    if (SCHEME.matcher(uri).matches() && !uri.startsWith("file:")) {
      return Optional.empty();
    }
    List<Path> found = expand(path(uri));
    found.forEach(ClientFiles::check);
    return Optional.of(found);
  }

  private static void check(Path file) {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new SlipwayException(
          ErrorCode.RESOURCE_MISSING,
          file + " does not exist, or is not a file that can be read",
          "check the path; a folder can be sent as an archive (--archives)");
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

  /** The files that a pattern matches, in order; a plain name stands for itself. */
  private static List<Path> expand(String text) {
    Path path = Path.of(text).toAbsolutePath();
    if (Files.exists(path) || !GLOB.matcher(text).matches()) {
      return List.of(path);
    }
    List<Path> found = List.of(path.getRoot());
    for (Path part : path) {
      found = found.stream().flatMap(folder -> matching(folder, part.toString())).toList();
    }
    return found.stream().filter(Files::isRegularFile).toList();
  }

  private static Stream<Path> matching(Path folder, String part) {
    if (!GLOB.matcher(part).matches()) {
      return Stream.of(folder.resolve(part)).filter(Files::exists);
    }
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> matching = Files.newDirectoryStream(folder, part)) {
      matching.forEach(found::add);
    } catch (NotDirectoryException notOne) {
      return Stream.empty();
    } catch (IOException e) {
      throw new SlipwayException(
          ErrorCode.RESOURCE_MISSING,
          "cannot look for " + part + " in " + folder + ": " + e.getMessage(),
          "check who may read the folder",
          e);
    }
    return found.stream().sorted();
  }
}
