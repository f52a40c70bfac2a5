package dev.slipway.cli.cluster;

import dev.slipway.cli.Workplace;
import dev.slipway.standalone.node.DaemonArguments;
import dev.slipway.standalone.server.ServerMain;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code slipway server}: the daemon itself, in the foreground until TERM. */
@Command(
    name = "server",
    description = "Run a cluster's server in the foreground.",
    mixinStandardHelpOptions = true)
public final class ServerCommand implements Callable<Integer> {
  @Option(
      names = "--listen",
      defaultValue = "127.0.0.1:7477",
      description = "HOST:PORT (${DEFAULT-VALUE}); with TLS where HOST is not 127.0.0.1")
  private String listen;

  @Option(
      names = "--advertise",
      description = "the host of its master URL (default: HOST, or an address of this machine)")
  private String advertise;

  @Option(names = "--data", description = "its folder (default: in Slipway's state folder)")
  private Path data;

  @Option(
      names = "--token-file",
      description = "the secret of every call (default: one is made in the state folder)")
  private Path tokenFile;

  @Option(names = "--conf", description = "KEY=VALUE, e.g. slipway.driver.silenceTimeout=120s")
  private Map<String, String> conf = new HashMap<>();

  private final ClusterFolder folder;

  ServerCommand(Workplace workplace) {
    this.folder = new ClusterFolder(workplace.folders().state().resolve("cluster"));
  }

  @Override
  public Integer call() throws InterruptedException {
    Map<String, String> options = new HashMap<>();
    options.put("--listen", listen);
    if (advertise != null) {
      options.put("--advertise", advertise);
    }
    options.put("--data", (data == null ? folder.server().folder() : data).toString());
    options.put("--token-file", (tokenFile == null ? folder.token() : tokenFile).toString());
    ServerMain.run(new DaemonArguments(options, conf));
    Thread.currentThread().join(); // until TERM
    return 0;
  }
}
