package dev.slipway.cli.cluster;

import dev.slipway.cli.Output;
import dev.slipway.cli.Workplace;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code slipway cluster status}. */
@Command(
    name = "status",
    description = "What the cluster has and what is used.",
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
  @Option(
      names = "--output",
      defaultValue = "text",
      description = "text or json (${DEFAULT-VALUE})")
  private Output output;

  @Option(
      names = "--master",
      description = "slipway://HOST:PORT (default: the cluster that this user started here)")
  private @Nullable String master;

  private final Workplace workplace;

  StatusCommand(Workplace workplace) {
    this.workplace = workplace;
  }

  @Override
  public Integer call() {
    ClusterClient.Cluster cluster = ClusterClient.of(workplace, Optional.ofNullable(master)).ask();
    switch (output) {
      case json -> System.out.println(cluster.json());
      case text -> print(cluster);
    }
    return 0;
  }

  private static void print(ClusterClient.Cluster cluster) {
    System.out.println(cluster.master());
    System.out.printf(
        "%-12s %-10s %12s %20s  %s%n", "NODE", "STATE", "CORES", "MEMORY (MiB)", "CONTAINERS");
    for (ClusterClient.Node node : cluster.nodes()) {
      System.out.printf(
          "%-12s %-10s %12s %20s  %s%n",
          node.id(),
          node.state(),
          node.usedCores() + " of " + node.cores(),
          node.usedMemory() + " of " + node.memory(),
          String.join(" ", node.containers()));
    }
    cluster.nodes().stream()
        .map(node -> "isolation of " + node.id() + ": " + node.isolation())
        .forEach(System.out::println);
    cluster.nodes().stream()
        .filter(node -> node.pool().drivers() + node.pool().executors() > 0)
        .map(node -> "pool of " + node.id() + ": " + describe(node.pool()))
        .forEach(System.out::println);
  }

  private static String describe(ClusterClient.Pool pool) {
    return "%d of %d drivers, %d of %d executors ready"
        .formatted(pool.readyDrivers(), pool.drivers(), pool.readyExecutors(), pool.executors());
  }
}
