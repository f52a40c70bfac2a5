package dev.slipway.cli.archive;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code slipway archive}. */
@Command(
    name = "archive",
    description = "Class-data archives, which let Spark's JVMs start faster: build, status.",
    mixinStandardHelpOptions = true,
    subcommands = {BuildCommand.class, StatusCommand.class})
public final class ArchiveCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(System.out);
  }
}
