package dev.slipway.cli;

import dev.slipway.core.SparkLocator;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code slipway version}, {@code slipway submit --version}. */
@Command(name = "version", description = "Slipway's version, and the Spark it would run.")
final class VersionCommand implements Callable<Integer> {
  private final Workplace workplace;

  VersionCommand(Workplace workplace) {
    this.workplace = workplace;
  }

  @Override
  public Integer call() {
    String own = Main.class.getPackage().getImplementationVersion();
    System.out.println("Slipway " + (own == null ? "(development)" : own));
    System.out.println(
        workplace
            .sparkLocator()
            .findHere()
            .map(VersionCommand::describe)
            .orElse("Spark 4.2.0 (will be fetched when it is first needed)"));
    System.out.println("Java " + System.getProperty("java.version"));
    return 0;
  }

  private static String describe(SparkLocator.Found found) {
    return "Spark "
        + found.spark().version()
        + " ("
        + found.how()
        + ": "
        + found.spark().home()
        + ")";
  }
}
