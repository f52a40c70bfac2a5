package dev.slipway.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code slipway} itself: shows what there is, which {@link Commands} adds. */
@Command(name = "slipway", description = "Gets Spark applications executed.")
final class SlipwayCommand implements Runnable {
  private final Workplace workplace;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this.")
  @SuppressWarnings("unused") // picocli acts on it
  private boolean help;

  @Option(names = "--version", description = "Show the versions of Slipway and Spark.")
  private boolean version;

  SlipwayCommand(Workplace workplace) {
    this.workplace = workplace;
  }

  @Override
  public void run() {
    if (version) {
      new VersionCommand(workplace).call();
    } else {
      spec.commandLine().usage(System.out);
    }
  }
}
