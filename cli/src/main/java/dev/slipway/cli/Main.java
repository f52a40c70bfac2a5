package dev.slipway.cli;

import dev.slipway.api.SlipwayException;
import dev.slipway.cli.application.AwaitEnd;
import dev.slipway.cli.archive.CommandLineTraining;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The command line's JVM. Its first argument is where the shell script reads a plan from, for the
 * one command that has one; the rest are the user's. {@code submit} has spark-submit's grammar and
 * stays clear of picocli, which takes longer to load than the rest takes to run.
 */
public final class Main {
  // As sysexits.h has it.
  private static final int INTERNAL_ERROR = 70;

  private Main() {}

  public static void main(String[] arguments) {
    System.exit(run(Path.of(arguments[0]), Arrays.asList(arguments).subList(1, arguments.length)));
  }

  private static int run(Path plan, List<String> arguments) {
    Workplace workplace = Workplace.here();
    try {
      if (!arguments.isEmpty() && arguments.get(0).equals(CommandLineTraining.COMMAND)) {
        return CommandLineTraining.run(workplace, (place, words) -> run(place, plan, words));
      }
      return run(workplace, plan, arguments);
    } catch (IOException e) {
      return failure(e);
    }
  }

  private static int run(Workplace workplace, Path plan, List<String> arguments) {
    try {
      if (!arguments.isEmpty() && arguments.get(0).equals("submit")) {
        return new SubmitCommand(workplace, plan).run(arguments.subList(1, arguments.size()));
      }
      if (!arguments.isEmpty() && arguments.get(0).equals(AwaitEnd.COMMAND)) {
        return new AwaitEnd(workplace).run(arguments.subList(1, arguments.size()));
      }
      if (!arguments.isEmpty() && arguments.get(0).equals(SubmitAndAwait.COMMAND)) {
        return new SubmitAndAwait(workplace).run();
      }
      return Commands.run(workplace, arguments);
    } catch (RuntimeException e) {
      return failure(e);
    }
  }

  /** Tells what happened; a stack trace only for our own mistakes. */
  static int failure(Exception e) {
    if (e instanceof SlipwayException told) {
      System.err.println(told.describe());
      return told.code().exitCode();
    }
    e.printStackTrace();
    return INTERNAL_ERROR;
  }
}
