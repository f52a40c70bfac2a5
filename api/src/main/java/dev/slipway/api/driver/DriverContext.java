package dev.slipway.api.driver;

import java.util.Map;

/**
 * What a driver's side needs to know of its driver.
 *
 * @param properties the application's configuration at this moment
 * @param environment the process's
 */
public record DriverContext(
    String applicationName,
    String user,
    Map<String, String> properties,
    Map<String, String> environment) {

  public DriverContext {
    properties = Map.copyOf(properties);
    environment = Map.copyOf(environment);
  }
}
