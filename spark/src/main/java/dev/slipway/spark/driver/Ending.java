package dev.slipway.spark.driver;

import dev.slipway.api.SlipwayException;
import dev.slipway.spark.FatalFailure;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.SparkUserAppException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a program ended otherwise than by returning.
 *
 * @param code of the process
 * @param words shown last, after everything that Spark logs while it shuts down; may be empty
 * @param immediate whether the process ends although threads of the program's still work
 */
public record Ending(int code, String words, boolean immediate) {
  static final Ending SUCCESS = new Ending(0, "", true);

  /** Hadoop runs hooks of lower priority later; Spark's is one of 40. */
  private static final int LAST = 1;

  private static final Logger LOG = LoggerFactory.getLogger(Ending.class);
  private static final int UNCAUGHT = 1;

  static Ending of(Throwable failure) {
    Optional<SlipwayException> told = FatalFailure.recorded().or(() -> toldIn(failure));
    if (failure instanceof SparkUserAppException user) {
      // What went wrong was said by the program itself, Python for instance.
      return new Ending(user.exitCode(), told.map(SlipwayException::describe).orElse(""), true);
    }
    return told.map(e -> new Ending(e.code().exitCode(), e.describe(), true))
        .orElseGet(
            () ->
                new Ending(UNCAUGHT, "Exception in thread \"main\" " + stackTrace(failure), false));
  }

  Ending atOnce() {
    return new Ending(code, words, true);
  }

  /**
   * Ends the process. After an uncaught exception as any Java program does: the exception is shown,
   * and threads that still work are waited for.
   */
  public void leave() {
    if (immediate || workers().isEmpty()) {
      sayLast();
      System.exit(code);
    }
    say();
    // Not a daemon: were it one, the JVM would end by itself, with 0, when the last worker does.
    new Thread(this::leaveAfterWorkers, "slipway-ending").start();
  }

  /** A signal may be ending the JVM already: then its code counts, and there is nothing to add. */
  private void sayLast() {
    try {
      ShutdownHookManager.get().addShutdownHook(this::say, LAST);
    } catch (IllegalStateException shutdownInProgress) {
      LOG.debug("The JVM ends already", shutdownInProgress);
    }
  }

  private void leaveAfterWorkers() {
    try {
      for (Set<Thread> rest = workers(); !rest.isEmpty(); rest = workers()) {
        for (Thread thread : rest) {
          thread.join(1000);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    System.exit(code);
  }

  /** What keeps the JVM: threads that are not daemons, less this one and the JVM's own. */
  private static Set<Thread> workers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !thread.isDaemon() && thread != Thread.currentThread())
        .filter(thread -> !Set.of("main", "DestroyJavaVM").contains(thread.getName()))
        .collect(Collectors.toSet());
  }

  private void say() {
    if (!words.isEmpty()) {
      System.err.println(words);
    }
  }

  private static Optional<SlipwayException> toldIn(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof SlipwayException told) {
        return Optional.of(told);
      }
    }
    return Optional.empty();
  }

  private static String stackTrace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString().stripTrailing();
  }
}
