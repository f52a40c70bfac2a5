package dev.slipway.standalone.node;

import dev.slipway.api.Resources;
import dev.slipway.link.Protocol;
import dev.slipway.standalone.driver.ServerAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Map;

/**
 * What a node says of itself.
 *
 * @param runAs under which accounts its containers run
 * @param host as its executors call themselves, and drivers reach them
 */
public record NodeSettings(
    String id,
    String host,
    Resources capacity,
    RunAs runAs,
    LogLimits logs,
    Retention retention,
    PoolSettings pool) {
  private static final String EVERYWHERE = "0.0.0.0";

  /** What a driver here must know: its own address, and the server's as seen from here. */
  Map<String, String> forDrivers(ServerAddress server) {
    return Map.of(
        "spark.driver.host",
        host,
        "spark.driver.bindAddress",
        isOfThisMachine(host) ? host : EVERYWHERE,
        Protocol.SERVER,
        server.master().text());
  }

  /** An address that is translated on the way here cannot be bound. */
  private static boolean isOfThisMachine(String host) {
    try {
      return NetworkInterface.getByInetAddress(InetAddress.getByName(host)) != null;
    } catch (IOException unknownHere) {
      return false;
    }
  }
}
