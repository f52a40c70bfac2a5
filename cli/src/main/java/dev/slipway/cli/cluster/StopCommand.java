package dev.slipway.cli.cluster;

import dev.slipway.cli.Workplace;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * {@code slipway cluster stop}: nodes end their containers, then the server ends. Twice is once.
 */
@Command(
    name = "stop",
    description = "Stop it: containers, nodes, server.",
    mixinStandardHelpOptions = true)
final class StopCommand implements Callable<Integer> {
  private final ClusterFolder folder;

  StopCommand(Workplace workplace) {
    this.folder = new ClusterFolder(workplace.folders().state().resolve("cluster"));
  }

  @Override
  public Integer call() {
    folder.nodes().parallelStream().map(folder::node).forEach(Daemon::stop);
    folder.server().stop();
    return 0;
  }
}
