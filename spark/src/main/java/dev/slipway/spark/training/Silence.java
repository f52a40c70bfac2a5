package dev.slipway.spark.training;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.filter.DenyAllFilter;
import org.apache.spark.internal.Logging$;
import org.apache.spark.util.DependencyUtils$;

/** Nothing is logged until it is closed; then logging is as new, for the next one to configure. */
final class Silence implements AutoCloseable {
  private Silence() {}

  static Silence begin() {
    boolean interpreter = true;
    boolean silent = true;
    // Spark configures it before its first line: now, since that would take the filter away.
    DependencyUtils$.MODULE$.initializeLogIfNecessary(interpreter, silent);
    if (LogManager.getContext(false) instanceof LoggerContext context) {
      DenyAllFilter none = DenyAllFilter.newBuilder().build();
      none.start();
      context.getConfiguration().addFilter(none);
      context.updateLoggers();
    }
    return new Silence();
  }

  @Override
  public void close() {
    Logging$.MODULE$.uninitialize();
    if (LogManager.getContext(false) instanceof LoggerContext context) {
      // Whatever is found on the class path, as at a JVM's first line.
      context.setConfigLocation(null);
    }
  }
}
