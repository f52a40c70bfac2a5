package dev.slipway.launch;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;

/**
 * Which of an application's files a manager that lays files into containers lays: those of the
 * client and those of Hadoop's file systems. The rest is Spark's to distribute, as everywhere else.
 */
public final class LaidFiles {
  /** The jars among an executor's laid files, for its class path; separated by {@code :}. */
  public static final String JARS_VARIABLE = "SLIPWAY_USER_JARS";

  private static final Set<String> SPARKS = Set.of("local", "http", "https", "ftp", "spark");

  private LaidFiles() {}

  public static boolean isLaid(String uri) {
    Matcher scheme = ClientFiles.SCHEME.matcher(uri);
    return !scheme.matches() || !SPARKS.contains(scheme.group(1));
  }

  /** Of a list of URIs what is Spark's to distribute. */
  public static List<String> without(List<String> uris) {
    return uris.stream().filter(uri -> !isLaid(uri)).toList();
  }

  /** Of a list of URIs what is laid. */
  public static List<String> of(List<String> uris) {
    return uris.stream().filter(LaidFiles::isLaid).toList();
  }

  /** The name in a container's folder: the fragment, or the file's own name. */
  public static String name(String uri) {
    int hash = uri.lastIndexOf('#');
    return hash < 0 ? fileName(uri) : uri.substring(hash + 1);
  }

  /** A URI has a space as {@code %20}, a bare path as it is. */
  private static String fileName(String uri) {
    String path = uri;
    if (ClientFiles.SCHEME.matcher(uri).matches()) {
      try {
        path = Optional.ofNullable(URI.create(uri).getPath()).orElse(uri);
      } catch (IllegalArgumentException notQuiteOne) {
        path = uri;
      }
    }
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
