package dev.slipway.api.driver;

/**
 * How a driver's program ended.
 *
 * @param exitCode what the process will exit with
 * @param diagnostics the exception or the error, for the manager's own page; may be empty
 */
public record ApplicationOutcome(int exitCode, String diagnostics) {
  public boolean succeeded() {
    return exitCode == 0;
  }
}
