package dev.slipway.cli.cluster;

import dev.slipway.cli.Workplace;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code slipway cluster decommission NODE}: returns when it is recorded; the node leaves later.
 */
@Command(
    name = "decommission",
    description =
        "Drain a node: no new containers; executors move their blocks away and leave, drivers"
            + " finish; then the node leaves.",
    mixinStandardHelpOptions = true)
final class DecommissionCommand implements Callable<Integer> {
  @Parameters(paramLabel = "NODE", description = "as slipway cluster status names it")
  private String node = "";

  @Option(
      names = "--master",
      description = "slipway://HOST:PORT (default: the cluster that this user started here)")
  private @Nullable String master;

  private final Workplace workplace;

  DecommissionCommand(Workplace workplace) {
    this.workplace = workplace;
  }

  @Override
  public Integer call() {
    ClusterClient.Node now =
        ClusterClient.of(workplace, Optional.ofNullable(master)).decommission(node);
    System.out.println(
        now.id()
            + (now.containers().isEmpty()
                ? " is empty, and leaves"
                : " leaves when these have ended: " + String.join(" ", now.containers())));
    return 0;
  }
}
