package dev.slipway.standalone.submit;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.launch.SpecFiles;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A file of the client's that the server keeps, as it is named in a specification: {@code
 * slipway-file:SHA256/NAME}. Nodes replace it by the path of their copy.
 */
public record UploadedFile(String sha256, String name) {
  private static final Pattern FORM =
      Pattern.compile("slipway-file:([0-9a-f]{64})/([A-Za-z0-9._*+%-]+)");

  public UploadedFile {
    if (!isDigest(sha256)) {
      throw new IllegalArgumentException("'" + sha256 + "' is not a SHA-256");
    }
    if (!isName(name)) {
      throw new IllegalArgumentException("'" + name + "' is not a file's name");
    }
  }

  public static boolean isDigest(String text) {
    return text.matches("[0-9a-f]{64}");
  }

  private static boolean isName(String text) {
    return !text.isEmpty()
        && text.indexOf('/') < 0
        && text.indexOf('\0') < 0
        && !text.equals(".")
        && !text.equals("..");
  }

  /**
   * Empty when a URI, without fragment, is something else.
   *
   * @throws IllegalArgumentException when it is one that cannot be
   */
  public static Optional<UploadedFile> parse(String uri) {
    Matcher form = FORM.matcher(uri);
    return form.matches()
        ? Optional.of(
            new UploadedFile(
                form.group(1), URLDecoder.decode(form.group(2), StandardCharsets.UTF_8)))
        : Optional.empty();
  }

  /**
   * Those that a specification names.
   *
   * @throws IllegalArgumentException when it names one that cannot be
   */
  public static Set<UploadedFile> in(ApplicationSpec spec) {
    Set<UploadedFile> found = new LinkedHashSet<>();
    SpecFiles.rewrite(
        spec,
        uri -> {
          parse(uri).ifPresent(found::add);
          return Stream.of(uri);
        });
    return found;
  }

  public URI uri() {
    return URI.create(
        "slipway-file:" + sha256 + "/" + URLEncoder.encode(name, StandardCharsets.UTF_8));
  }
}
