package dev.slipway.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.api.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A real HDFS and a real YARN on this machine: a NameNode, a DataNode, a ResourceManager and
 * NodeManagers, each a JVM of the sandbox's, from {@code testkit/prepare-hadoop}.
 */
public final class HadoopCluster implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(240);
  private static final String HDFS = "org.apache.hadoop.hdfs.server.";
  private static final String NAME_NODE = "namenode";
  private static final String RESOURCE_MANAGER = "resourcemanager";
  private static final String YARN = "org.apache.hadoop.yarn.server.";

  private final Sandbox sandbox;
  private final Path folder;
  private final Optional<Kerberos> kerberos;
  private final HadoopFiles files;
  private final Path configuration;
  private final String libraries;
  private final List<Path> nodeConfigurations = new ArrayList<>();
  private final Map<String, Run> daemons = new LinkedHashMap<>();
  private final HttpClient http = HttpClient.newHttpClient();

  private HadoopCluster(Sandbox sandbox, Map<String, String> more, Optional<Kerberos> kerberos) {
    this.sandbox = sandbox;
    this.folder = sandbox.folder().resolve("hadoop");
    this.kerberos = kerberos;
    this.files = new HadoopFiles(folder, more);
    kerberos.ifPresent(files::secure);
    this.configuration = files.common();
    String jars = Checkout.hadoop() + "/*";
    this.libraries = kerberos.map(realm -> OpenLogs.classes(folder) + ":" + jars).orElse(jars);
  }

  /**
   * Returns when all of it is ready.
   *
   * @param cores of each NodeManager
   * @param mebibytes of memory of each
   * @param more of yarn-site.xml; what its name says is HDFS's or of the queues goes there
   */
  public static HadoopCluster start(
      Sandbox sandbox, int nodeManagers, int cores, int mebibytes, Map<String, String> more) {
    return new HadoopCluster(sandbox, more, Optional.empty())
        .started(nodeManagers, cores, mebibytes);
  }

  /** The same, secured by this Kerberos; of one NodeManager. */
  public static HadoopCluster startSecure(
      Sandbox sandbox, Kerberos kerberos, int cores, int mebibytes, Map<String, String> more) {
    return new HadoopCluster(sandbox, more, Optional.of(kerberos)).started(1, cores, mebibytes);
  }

  private HadoopCluster started(int nodeManagers, int cores, int mebibytes) {
    try {
      startAll(nodeManagers, cores, mebibytes);
      return this;
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private void startAll(int nodeManagers, int cores, int mebibytes) {
    Run format = java(configuration, HDFS + "namenode.NameNode", "-format", "-nonInteractive");
    assertThat(format.exitCode()).as("%s", format).isZero();
    Run nameNode = daemon(NAME_NODE, configuration, HDFS + "namenode.NameNode");
    daemon("datanode", configuration, HDFS + "datanode.DataNode");
    Run resourceManager =
        daemon(RESOURCE_MANAGER, configuration, YARN + "resourcemanager.ResourceManager");
    for (int number = 1; number <= nodeManagers; number++) {
      newNodeManager(cores, mebibytes);
    }
    resourceManager.awaitOutput("Transitioned to active state");
    nameNode.awaitOutput("BLOCK* processReport");
    awaitNodeManagers();
  }

  private void newNodeManager(int cores, int mebibytes) {
    int number = nodeConfigurations.size() + 1;
    nodeConfigurations.add(files.nodeManager(number, cores, mebibytes));
    nodeManager(number);
  }

  private void awaitNodeManagers() {
    await("NodeManagers").atMost(PATIENCE).until(() -> runningNodes() == nodeConfigurations.size());
  }

  /** One more, whose caches are empty. Returns when it is ready. */
  public void addNodeManager(int cores, int mebibytes) {
    newNodeManager(cores, mebibytes);
    awaitNodeManagers();
  }

  /** The last one ends, and says so. */
  public void removeNodeManager() {
    daemons.remove("node-" + nodeConfigurations.size()).stop();
    nodeConfigurations.remove(nodeConfigurations.size() - 1);
    awaitNodeManagers();
  }

  private void nodeManager(int number) {
    daemon("node-" + number, nodeConfigurations.get(number - 1), YARN + "nodemanager.NodeManager");
  }

  /** With signal 9. */
  public void killResourceManager() {
    kill(RESOURCE_MANAGER);
  }

  /** It comes back as it was, where its state is kept. */
  public void startResourceManager() {
    daemon(RESOURCE_MANAGER, configuration, YARN + "resourcemanager.ResourceManager")
        .awaitOutput("Transitioned to active state");
  }

  /** With signal 9; its containers stay. */
  public void killNodeManager(int number) {
    kill("node-" + number);
  }

  public void startNodeManager(int number) {
    nodeManager(number);
  }

  private void kill(String name) {
    Run daemon = daemons.remove(name);
    daemon.signal("KILL");
    daemon.exitCode();
  }

  /** As YARN names it. */
  public String host(int number) {
    return HadoopFiles.host(number);
  }

  /** Its containers may end by themselves, for an hour; it gets no new ones. */
  public void decommission(int number) {
    leave(host(number));
  }

  /** It is there again, as new; by itself one that has left does not come back. */
  public void recommission(int number) {
    leave("");
    Run gone = daemons.remove("node-" + number);
    if (gone != null) {
      gone.stop();
    }
    nodeManager(number);
  }

  private void leave(String nodes) {
    try {
      Files.writeString(files.excludedNodes(), nodes + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    administer("-refreshNodes", "-g", "3600", "-server");
  }

  /** What an administrator tells the ResourceManager: the words of {@code yarn rmadmin}. */
  public void administer(String... words) {
    Run run = java(configuration, "org.apache.hadoop.yarn.client.cli.RMAdminCLI", words);
    assertThat(run.exitCode()).as("%s", run).isZero();
  }

  /** For {@code HADOOP_CONF_DIR}. */
  public Path configuration() {
    return configuration;
  }

  /** What Hadoop's file system shell says to these words; they are the administrator's. */
  public Run fileSystem(String... words) {
    return java(configuration, "org.apache.hadoop.fs.FsShell", words);
  }

  /** What the ResourceManager's web service answers. */
  public Map<?, ?> ask(String path) {
    URI uri = URI.create("http://" + files.resourceManagerWeb() + path);
    try {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(uri).header("Accept", "application/json").build(),
              HttpResponse.BodyHandlers.ofString());
      return Json.parse(answer.body()) instanceof Map<?, ?> map ? map : Map.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** As the ResourceManager counts them. */
  public long runningNodes() {
    return nodes("RUNNING").size();
  }

  /** The hosts of those in this state. */
  public List<String> nodes(String state) {
    List<String> hosts = new ArrayList<>();
    if (ask("/ws/v1/cluster/nodes?states=" + state).get("nodes") instanceof Map<?, ?> nodes
        && nodes.get("node") instanceof List<?> list) {
      list.forEach(node -> hosts.add(String.valueOf(((Map<?, ?>) node).get("nodeHostName"))));
    }
    return hosts;
  }

  private Run daemon(String name, Path conf, String mainClass) {
    Run daemon = java(conf, mainClass);
    daemons.put(name, daemon);
    return daemon;
  }

  private Run java(Path conf, String mainClass, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("-Djava.net.preferIPv4Stack=true");
    command.addAll(List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED"));
    command.addAll(List.of("--add-opens", "java.base/java.util=ALL-UNNAMED"));
    command.add("-Djava.io.tmpdir=" + temporary());
    command.add("-Dhadoop.home.dir=" + folder);
    kerberos.map(Kerberos::javaOption).ifPresent(command::add);
    command.addAll(List.of("-cp", conf + ":" + libraries, mainClass));
    command.addAll(List.of(arguments));
    Map<String, String> environment = new HashMap<>();
    // Containers find their Java by it.
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    // Whoever has no principal of its own is the administrator.
    kerberos.ifPresent(
        realm -> {
          environment.put("KRB5PRINCIPAL", realm.service("nn"));
          environment.put("KRB5KEYTAB", realm.keytab().toString());
        });
    return sandbox.run(command, environment);
  }

  private Path temporary() {
    try {
      return Files.createDirectories(folder.resolve("tmp"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The last one first: a NodeManager ends its containers, and must have the time to. */
  @Override
  public void close() {
    List<Run> last = new ArrayList<>(daemons.values());
    Collections.reverse(last);
    last.forEach(Run::stop);
  }
}
