package dev.slipway.spark;

import dev.slipway.api.SlipwayException;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.filter.AbstractFilter;
import org.jspecify.annotations.Nullable;

/**
 * Keeps out of the log what is one of our own errors inside another's stack trace: the driver's
 * main says it in two lines.
 */
final class QuietLog extends AbstractFilter {

  /** On the logging configuration of this moment; elsewhere than on log4j 2 nothing happens. */
  static void install() {
    if (LogManager.getContext(false) instanceof LoggerContext context) {
      QuietLog filter = new QuietLog();
      filter.start();
      context.getConfiguration().addFilter(filter);
      context.updateLoggers();
    }
  }

  @Override
  public Result filter(LogEvent event) {
    return ours(event.getThrown()) ? Result.DENY : Result.NEUTRAL;
  }

  private static boolean ours(@Nullable Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof SlipwayException) {
        return true;
      }
    }
    return false;
  }
}
