package dev.slipway.cli.cluster;

import dev.slipway.cli.Workplace;
import dev.slipway.standalone.node.Leftovers;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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
    long running =
        Stream.concat(folder.nodes().stream().map(folder::node), Stream.of(folder.server()))
            .filter(daemon -> daemon.process().isPresent())
            .count();
    folder.nodes().parallelStream().map(folder::node).forEach(StopCommand::stop);
    folder.server().stop();
    System.err.println(
        running == 0 ? "slipway: no cluster ran here" : "slipway: the cluster was stopped");
    return 0;
  }

  /** An agent ends its containers; one that was killed could not. */
  private static void stop(Daemon node) {
    node.stop();
    new Leftovers(node.folder().resolve("work")).end();
  }
}
