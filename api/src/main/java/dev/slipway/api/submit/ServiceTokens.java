package dev.slipway.api.submit;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Delegation tokens of services other than file systems (Hive, HBase, and whatever an application
 * brings), in the ways that the engine knows: for a driver that has no ticket to get them by. Found
 * by {@link java.util.ServiceLoader} where the engine's libraries are.
 */
public interface ServiceTokens {

  /**
   * In the name of whoever Hadoop takes this thread for; speaks with the services.
   *
   * @param properties the application's
   * @param path where more such ways, and configuration, are looked for: jars and folders
   * @return as Hadoop writes them; secret
   * @throws dev.slipway.api.SlipwayException UNAUTHORIZED
   */
  byte[] obtain(Map<String, String> properties, List<Path> path);
}
