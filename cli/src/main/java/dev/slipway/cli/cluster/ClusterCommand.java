package dev.slipway.cli.cluster;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code slipway cluster}. */
@Command(
    name = "cluster",
    description =
        "A server and nodes on this machine: start, status, decommission, stop; users' tokens.",
    mixinStandardHelpOptions = true,
    subcommands = {
      StartCommand.class,
      StatusCommand.class,
      DecommissionCommand.class,
      StopCommand.class,
      TokenCommand.class
    })
public final class ClusterCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(System.out);
  }
}
