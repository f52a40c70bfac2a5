package dev.slipway.launch;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The Java that an application's JVMs run on. */
public record JavaRuntime(Path home) {
  private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)");
  private static final int LEAST = 17;

  /**
   * {@code JAVA_HOME} where it is set, else the Java that this program runs on.
   *
   * @throws SlipwayException {@link ErrorCode#JAVA_MISSING}
   */
  public static JavaRuntime find(Map<String, String> environment) {
    String named = environment.getOrDefault("JAVA_HOME", "");
    Path home = Path.of(named.isEmpty() ? System.getProperty("java.home") : named);
    if (!Files.isExecutable(home.resolve("bin/java"))) {
      throw new SlipwayException(
          ErrorCode.JAVA_MISSING,
          "there is no Java in " + home + " (JAVA_HOME)",
          "set JAVA_HOME to a JDK 17 or later, or unset it");
    }
    return new JavaRuntime(home);
  }

  /**
   * 17, 25, ... as its file {@code release} says; 17, the least that is supported, where it does
   * not: asking the JVM would cost its start.
   */
  public int feature() {
    try {
      Matcher version = VERSION.matcher(Files.readString(home.resolve("release")));
      return version.find() ? Integer.parseInt(version.group(1)) : LEAST;
    } catch (IOException noSuchFile) {
      return LEAST;
    }
  }

  public Path executable() {
    return home.resolve("bin/java");
  }
}
