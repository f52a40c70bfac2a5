package dev.slipway.launch;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The Java that an application's JVMs run on. */
public record JavaRuntime(Path home) {

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

  public Path executable() {
    return home.resolve("bin/java");
  }
}
