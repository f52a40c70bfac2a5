package dev.slipway.launch;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.SlipwayKey;
import java.util.Map;
import java.util.TreeMap;

/**
 * The variables of {@code slipway.driverEnv.NAME}, for drivers in cluster mode: as {@code
 * spark.executorEnv.NAME} is for executors.
 */
public final class DriverEnvironment {
  private static final String PREFIX = SlipwayKey.DRIVER_ENV.key().replace("NAME", "");

  private DriverEnvironment() {}

  /**
   * @throws SlipwayException INVALID_VALUE when a name is none of a variable, or one of Slipway's
   */
  public static Map<String, String> of(Map<String, String> properties) {
    Map<String, String> variables = new TreeMap<>();
    properties.forEach(
        (key, value) -> {
          if (key.startsWith(PREFIX)) {
            variables.put(name(key), value);
          }
        });
    return variables;
  }

  private static String name(String key) {
    String name = key.substring(PREFIX.length());
    if (!name.matches("(?!SLIPWAY_)[A-Za-z_][A-Za-z0-9_]*")) {
      throw new SlipwayException(
          ErrorCode.INVALID_VALUE,
          "'" + name + "' of " + key + " cannot be a variable's name",
          "use letters, digits and '_'; SLIPWAY_... is Slipway's own");
    }
    return name;
  }
}
