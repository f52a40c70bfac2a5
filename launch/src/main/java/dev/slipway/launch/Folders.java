package dev.slipway.launch;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where Slipway keeps things: {@code SLIPWAY_HOME} holds both; else the XDG folders.
 *
 * @param state what must outlive a process: clusters, tokens, submissions
 * @param cache what can be made again: Spark's copy, archives
 */
public record Folders(Path state, Path cache) {

  public static Folders of(Map<String, String> environment) {
    String own = environment.getOrDefault("SLIPWAY_HOME", "");
    if (!own.isEmpty()) {
      Path home = Path.of(own).toAbsolutePath();
      return new Folders(home.resolve("state"), home.resolve("cache"));
    }
    Path home = Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")));
    return new Folders(
        xdg(environment, "XDG_DATA_HOME", home.resolve(".local/share")),
        xdg(environment, "XDG_CACHE_HOME", home.resolve(".cache")));
  }

  private static Path xdg(Map<String, String> environment, String variable, Path otherwise) {
    String named = environment.getOrDefault(variable, "");
    Path base = named.isEmpty() ? otherwise : Path.of(named);
    return base.toAbsolutePath().resolve("slipway");
  }
}
