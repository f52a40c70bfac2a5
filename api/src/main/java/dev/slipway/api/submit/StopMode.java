package dev.slipway.api.submit;

/** How to end an application. */
public enum StopMode {
  /** Signal TERM to the driver, then KILL after a grace. */
  GRACEFUL,
  KILL
}
