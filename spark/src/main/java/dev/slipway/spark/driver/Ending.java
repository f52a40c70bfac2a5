package dev.slipway.spark.driver;

import dev.slipway.api.SlipwayException;
import dev.slipway.spark.FatalFailure;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.SparkUserAppException;

/**
 * How a program ended otherwise than by returning.
 *
 * @param code of the process
 * @param words shown last, after everything that Spark logs while it shuts down; may be empty
 */
public record Ending(int code, String words) {
  /** Hadoop runs hooks of lower priority later; Spark's is one of 40. */
  private static final int AFTER_SPARK = 1;

  private static final int UNCAUGHT = 1;

  static Ending of(Throwable failure) {
    Optional<SlipwayException> told = FatalFailure.recorded().or(() -> toldIn(failure));
    if (failure instanceof SparkUserAppException user) {
      // What went wrong was said by the program itself, Python for instance.
      return new Ending(user.exitCode(), told.map(SlipwayException::describe).orElse(""));
    }
    return told.map(e -> new Ending(e.code().exitCode(), e.describe()))
        .orElseGet(
            () -> new Ending(UNCAUGHT, "Exception in thread \"main\" " + stackTrace(failure)));
  }

  /**
   * Ends the process, unless a thread of the program's still works: then as any Java program does.
   */
  public void leave() {
    if (words.isEmpty() || !othersWork()) {
      ShutdownHookManager.get().addShutdownHook(this::say, AFTER_SPARK);
      System.exit(code);
    }
    say();
    Thread others = new Thread(this::leaveAfterOthers, "slipway-ending");
    others.setDaemon(true);
    others.start();
  }

  /**
   * The JVM's own rule: it ends when no thread is left that is not a daemon; only the code is ours.
   */
  private void leaveAfterOthers() {
    try {
      while (othersWork()) {
        for (Thread thread : workers()) {
          thread.join(1000);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    System.exit(code);
  }

  private static boolean othersWork() {
    return !workers().isEmpty();
  }

  private static Set<Thread> workers() {
    Set<Thread> workers = new HashSet<>(Thread.getAllStackTraces().keySet());
    workers.removeIf(
        thread ->
            thread.isDaemon()
                || thread == Thread.currentThread()
                || thread.getName().equals("DestroyJavaVM")
                || thread.getName().equals("main"));
    return workers;
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
