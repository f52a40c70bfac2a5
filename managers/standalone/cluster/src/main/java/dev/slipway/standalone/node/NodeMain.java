package dev.slipway.standalone.node;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.MasterUrl;
import dev.slipway.api.Memory;
import dev.slipway.api.Resources;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.SlipwayKey;
import dev.slipway.launch.Folders;
import dev.slipway.launch.JavaRuntime;
import dev.slipway.launch.SparkInstallation;
import dev.slipway.launch.archive.ArchiveFolder;
import dev.slipway.launch.cgroup.IsolationFinder;
import dev.slipway.standalone.driver.ServerAddress;
import dev.slipway.standalone.driver.Token;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/**
 * A node's agent as a daemon: {@code --server slipway://HOST:PORT --id ID --cores C --memory M
 * --work-dir DIR --token-file FILE [--advertise HOST] [--conf KEY=VALUE]...}, with SPARK_HOME and
 * SLIPWAY_RUNTIME_JAR in its environment. TERM ends its containers, then itself.
 */
public final class NodeMain {
  private NodeMain() {}

  public static void main(String[] words) {
    try {
      run(DaemonArguments.parse(List.of(words)), System.getenv());
    } catch (SlipwayException e) {
      System.err.println(e.describe());
      System.exit(e.code().exitCode());
    }
  }

  /**
   * Runs until TERM.
   *
   * @throws SlipwayException what keeps it from running: USAGE, UNAUTHORIZED, UNSUPPORTED,
   *     PROTOCOL, CONFLICT, SPARK_*
   */
  public static void run(DaemonArguments arguments, Map<String, String> environment) {
    Path workDir = Path.of(arguments.required("--work-dir")).toAbsolutePath();
    DaemonFolder folder = DaemonFolder.claim(workDir, "--work-dir");
    RunAs runAs = RunAs.of(arguments.properties());
    NodeJvms jvms = jvms(runAs, workDir, environment);
    NodeAgent agent = agent(arguments, folder, runAs, jvms);
    NodeArchives archives = jvms.archives();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  archives.close();
                  agent.close();
                },
                "slipway-stop"));
    agent.start();
    if (Boolean.parseBoolean(setting(arguments, SlipwayKey.ARCHIVE_AUTO))) {
      archives.start();
    }
    agent.awaitEnd();
    archives.close();
  }

  private static NodeAgent agent(
      DaemonArguments arguments, DaemonFolder folder, RunAs runAs, NodeJvms jvms) {
    Resources capacity =
        new Resources(
            DaemonArguments.number("--cores", arguments.required("--cores"), 100_000),
            Memory.parse("--memory", arguments.required("--memory")));
    String id = arguments.required("--id");
    ServerAddress server = new ServerAddress(MasterUrl.parse(arguments.required("--server")));
    String advertised = arguments.options().get("--advertise");
    return new NodeAgent(
        new NodeSettings(
            id,
            advertised == null ? server.localAddress() : advertised,
            capacity,
            runAs,
            LogLimits.of(arguments.properties()),
            Retention.of(arguments.properties()),
            PoolSettings.of(arguments.properties())),
        server,
        Token.read(Path.of(arguments.required("--token-file"))).trusting(arguments.properties()),
        folder,
        jvms,
        NodeIsolation.open(
            folder.path(),
            id,
            capacity.cores(),
            setting(arguments, SlipwayKey.ISOLATION),
            IsolationFinder.ofThisMachine()),
        Clock.systemUTC());
  }

  private static String setting(DaemonArguments arguments, SlipwayKey key) {
    return arguments.properties().getOrDefault(key.key(), key.otherwise());
  }

  /** What other accounts run lies where they may read it. */
  private static NodeJvms jvms(RunAs runAs, Path workDir, Map<String, String> environment) {
    JavaRuntime java = JavaRuntime.find(environment);
    SparkInstallation spark = SparkInstallation.at(required(environment, "SPARK_HOME"));
    Path runtimeJar = required(environment, "SLIPWAY_RUNTIME_JAR");
    return switch (runAs) {
      case AGENT ->
          new NodeJvms(
              java,
              spark,
              runtimeJar,
              new ArchiveFolder(Folders.of(environment).cache().resolve("archives")),
              environment);
      case SUBMITTER -> {
        runAs.check(workDir, "name another folder with --work-dir, e.g. /var/lib/slipway/node");
        runAs.check(java.executable(), "install Java where every user may run it");
        SharedCopy shared = new SharedCopy(workDir.resolve("shared"));
        yield new NodeJvms(
            java,
            SparkInstallation.at(shared.of(spark.home())),
            shared.of(runtimeJar),
            new ArchiveFolder(shared.folder().resolve("archives")),
            environment);
      }
    };
  }

  private static Path required(Map<String, String> environment, String variable) {
    Path path = Path.of(environment.getOrDefault(variable, "")).toAbsolutePath();
    if (environment.getOrDefault(variable, "").isEmpty() || !Files.exists(path)) {
      throw new SlipwayException(
          ErrorCode.RESOURCE_MISSING,
          variable + " does not name what is there",
          "start nodes by slipway node or slipway cluster start");
    }
    return path;
  }
}
