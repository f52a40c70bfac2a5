package dev.slipway.cli;

import dev.slipway.api.SlipwayException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;

/**
 * The command line's JVM. Its first argument is where the shell script reads a plan from, for the
 * one command that has one; the rest are the user's. {@code submit} has spark-submit's grammar and
 * stays clear of picocli, which takes longer to load than the rest takes to run.
 */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(run(Path.of(arguments[0]), Arrays.asList(arguments).subList(1, arguments.length)));
  }

  private static int run(Path plan, List<String> arguments) {
    Workplace workplace = Workplace.here();
    try {
      if (!arguments.isEmpty() && arguments.get(0).equals("submit")) {
        return new SubmitCommand(workplace, plan).run(arguments.subList(1, arguments.size()));
      }
      return new CommandLine(new SlipwayCommand(workplace), new Commands(workplace))
          .setExecutionExceptionHandler((e, line, parsed) -> failure(e))
          .execute(arguments.toArray(String[]::new));
    } catch (SlipwayException e) {
      return failure(e);
    }
  }

  private static int failure(Exception e) {
    if (e instanceof SlipwayException told) {
      System.err.println(told.describe());
      return told.code().exitCode();
    }
    e.printStackTrace();
    return 70;
  }
}
