package dev.slipway.cli;

import dev.slipway.cli.application.KillCommand;
import dev.slipway.cli.application.ListCommand;
import dev.slipway.cli.application.LogsCommand;
import dev.slipway.cli.application.StatusCommand;
import dev.slipway.cli.archive.ArchiveCommand;
import dev.slipway.cli.cluster.ClusterCommand;
import dev.slipway.cli.cluster.NodeCommand;
import dev.slipway.cli.cluster.ServerCommand;
import dev.slipway.cli.doctor.DoctorCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code slipway} itself: shows what there is. */
@Command(
    name = "slipway",
    description = "Gets Spark applications executed.",
    subcommands = {
      SubmitPlaceholder.class,
      ListCommand.class,
      StatusCommand.class,
      LogsCommand.class,
      KillCommand.class,
      ClusterCommand.class,
      ServerCommand.class,
      NodeCommand.class,
      ArchiveCommand.class,
      HomeCommand.class,
      DoctorCommand.class,
      VersionCommand.class
    })
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
