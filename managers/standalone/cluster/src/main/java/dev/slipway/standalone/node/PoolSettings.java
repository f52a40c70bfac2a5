package dev.slipway.standalone.node;

import dev.slipway.api.JvmSpec;
import dev.slipway.api.SlipwayKey;
import java.util.Map;

/** How many JVMs a node keeps ready. */
public record PoolSettings(int drivers, int executors) {
  private static final int MOST = 1000;

  /**
   * @throws dev.slipway.api.SlipwayException USAGE
   */
  static PoolSettings of(Map<String, String> properties) {
    return new PoolSettings(
        number(properties, SlipwayKey.POOL_DRIVERS), number(properties, SlipwayKey.POOL_EXECUTORS));
  }

  private static int number(Map<String, String> properties, SlipwayKey key) {
    return DaemonArguments.number(
        key.key(), properties.getOrDefault(key.key(), key.otherwise()), MOST);
  }

  int of(JvmSpec.Role role) {
    return switch (role) {
      case DRIVER -> drivers;
      case EXECUTOR -> executors;
    };
  }
}
