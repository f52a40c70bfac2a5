package dev.slipway.spark;

import dev.slipway.api.SlipwayException;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.filter.AbstractFilter;
import org.apache.logging.log4j.message.Message;
import org.jspecify.annotations.Nullable;

/**
 * Once an application cannot go on, keeps out of the log what is one of our own errors inside
 * another's stack trace, and what a half-made SparkContext meets while it stops: the driver's main
 * says what is the matter in two lines.
 */
final class QuietLog extends AbstractFilter {
  private static final String CONTEXT = "org.apache.spark.SparkContext";

  /** On the logging configuration of this moment; elsewhere than on log4j 2 nothing happens. */
  static void install() {
    if (LogManager.getContext(false) instanceof LoggerContext context) {
      QuietLog filter = new QuietLog();
      filter.start();
      context.getConfiguration().addFilter(filter);
      context.updateLoggers();
    }
  }

  // A configuration's own filter is asked by these two, before there is an event.
  @Override
  public Result filter(
      Logger logger, Level level, Marker marker, Message message, @Nullable Throwable thrown) {
    return decide(logger, thrown);
  }

  @Override
  public Result filter(
      Logger logger, Level level, Marker marker, Object message, @Nullable Throwable thrown) {
    return decide(logger, thrown);
  }

  private static Result decide(Logger logger, @Nullable Throwable thrown) {
    boolean follows = thrown != null && (ours(thrown) || logger.getName().equals(CONTEXT));
    return follows ? Result.DENY : Result.NEUTRAL;
  }

  private static boolean ours(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof SlipwayException) {
        return true;
      }
    }
    return false;
  }
}
