package dev.slipway.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code slipway} itself: shows what there is. */
@Command(
    name = "slipway",
    description = "Gets Spark applications executed.",
    subcommands = {SubmitPlaceholder.class, VersionCommand.class})
final class SlipwayCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this.")
  @SuppressWarnings("unused") // picocli acts on it
  private boolean help;

  @Override
  public void run() {
    spec.commandLine().usage(System.out);
  }
}
