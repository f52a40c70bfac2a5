package dev.slipway.cli.cluster;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.cli.Workplace;
import dev.slipway.standalone.driver.Token;
import dev.slipway.standalone.node.DaemonArguments;
import dev.slipway.standalone.node.NodeMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code slipway node}: a node's agent, in the foreground until TERM. */
@Command(
    name = "node",
    description = "Run a cluster's node in the foreground.",
    mixinStandardHelpOptions = true)
public final class NodeCommand implements Callable<Integer> {
  @Option(names = "--server", required = true, description = "slipway://HOST:PORT")
  private String server;

  @Option(names = "--id", description = "its name (default: one is made and kept in --work-dir)")
  private String id;

  @Option(
      names = "--advertise",
      description =
          "the address by which drivers and executors of other machines reach its containers"
              + " (default: this machine's on the way to the server)")
  private String advertise;

  @Option(names = "--cores", description = "to give away (default: the machine's)")
  private Integer cores;

  @Option(names = "--memory", description = "to give away (default: 80%% of the machine's)")
  private String memory;

  @Option(names = "--work-dir", description = "for containers (default: in the state folder)")
  private Path workDir;

  @Option(
      names = "--token-file",
      description = "a copy of the server's token file (default: the own cluster's)")
  private Path tokenFile;

  @Option(names = "--conf", description = "KEY=VALUE, e.g. slipway.isolation=strict")
  private Map<String, String> conf = new HashMap<>();

  private final Workplace workplace;

  NodeCommand(Workplace workplace) {
    this.workplace = workplace;
  }

  @Override
  public Integer call() {
    Path work =
        (workDir == null ? workplace.folders().state().resolve("node") : workDir).toAbsolutePath();
    Path token = tokenFile == null ? Token.file(Map.of(), workplace.environment()) : tokenFile;
    Map<String, String> options = new HashMap<>();
    options.put("--server", server);
    options.put("--id", id == null ? keptName(work) : id);
    if (advertise != null) {
      options.put("--advertise", advertise);
    }
    options.put("--cores", Integer.toString(cores == null ? Machine.cores() : cores));
    options.put("--memory", memory == null ? Machine.mebibytes() * 8 / 10 + "m" : memory);
    options.put("--work-dir", work.toString());
    options.put("--token-file", token.toString());
    Map<String, String> environment = new HashMap<>(workplace.environment());
    environment.put("SPARK_HOME", workplace.sparkLocator().find().spark().home().toString());
    environment.put("SLIPWAY_RUNTIME_JAR", workplace.runtimeJar().toString());
    NodeMain.run(new DaemonArguments(options, conf), environment);
    return 0;
  }

  /** A node that comes back must have the name that it had. */
  private static String keptName(Path work) {
    Path file = work.resolve("node-id");
    try {
      if (!Files.exists(file)) {
        byte[] random = new byte[4];
        new SecureRandom().nextBytes(random);
        Files.createDirectories(work);
        Files.writeString(file, "node-" + HexFormat.of().formatHex(random));
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new SlipwayException(
          ErrorCode.SYSTEM, "cannot use " + file + ": " + e.getMessage(), "mend its folder", e);
    }
  }
}
