package dev.slipway.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The configuration of a {@link HadoopCluster}: what its daemons need to run side by side on the
 * loopback interface, on free ports. Every interval is Hadoop's default, since that is what users
 * have.
 */
final class HadoopFiles {
  private static final String HOST = "127.0.0.1";
  private static final String RM = "yarn.resourcemanager.";
  private static final String NM = "yarn.nodemanager.";
  private static final String QUEUES = "yarn.scheduler.capacity.";

  private final Path folder;
  private final Map<String, String> core = new TreeMap<>();
  private final Map<String, String> hdfs = new TreeMap<>();
  private final Map<String, String> yarn = new TreeMap<>();
  private final Map<String, String> queues = new TreeMap<>();

  /** Of NodeManagers alone. */
  private final Map<String, String> nodes = new TreeMap<>();

  private final String web = HOST + ":" + freePort();

  /**
   * @param folder of the whole cluster
   * @param more of yarn-site.xml; what its name says is HDFS's or of the queues goes there
   */
  HadoopFiles(Path folder, Map<String, String> more) {
    this.folder = folder;
    core.put("fs.defaultFS", "hdfs://" + HOST + ":" + freePort());
    // Whoever runs the tests.
    mayActForOthers(System.getProperty("user.name"));
    core.put("hadoop.tmp.dir", folder.resolve("tmp").toString());
    hdfs();
    queues();
    resourceManager();
    more.forEach((key, value) -> siteOf(key).put(key, value));
  }

  private Map<String, String> siteOf(String key) {
    return key.startsWith(QUEUES) ? queues : key.startsWith("dfs.") ? hdfs : yarn;
  }

  private void mayActForOthers(String user) {
    core.put("hadoop.proxyuser." + user + ".hosts", "*");
    core.put("hadoop.proxyuser." + user + ".groups", "*");
  }

  /** From now on nobody is believed without a ticket or a token. */
  void secure(Kerberos kerberos) {
    core.put("hadoop.security.authentication", "kerberos");
    core.put("hadoop.security.authorization", "true");
    mayActForOthers("nn");
    hdfs.put("dfs.block.access.token.enable", "true");
    // A DataNode wants a privileged port otherwise, or TLS.
    hdfs.put("ignore.secure.ports.for.testing", "true");
    String keytab = kerberos.keytab().toString();
    for (String[] daemon : new String[][] {{"namenode", "nn"}, {"datanode", "dn"}}) {
      hdfs.put("dfs." + daemon[0] + ".kerberos.principal", kerberos.service(daemon[1]));
      hdfs.put("dfs." + daemon[0] + ".keytab.file", keytab);
    }
    hdfs.put("dfs.web.authentication.kerberos.principal", kerberos.service("HTTP"));
    hdfs.put("dfs.web.authentication.kerberos.keytab", keytab);
    yarn.put(RM + "principal", kerberos.service("rm"));
    yarn.put(RM + "keytab", keytab);
    yarn.put(NM + "principal", kerberos.service("nm"));
    yarn.put(NM + "keytab", keytab);
    // Their pages; the ResourceManager's stay open for tests to ask.
    String pages = "hadoop.http.authentication.";
    nodes.put(pages + "type", "kerberos");
    nodes.put(pages + "kerberos.principal", kerberos.service("HTTP"));
    nodes.put(pages + "kerberos.keytab", keytab);
    // For containers, as the daemons have it.
    yarn.put(NM + "admin-env.JAVA_TOOL_OPTIONS", kerberos.javaOption());
  }

  /** Nodes that are to leave, a line for each; read when the ResourceManager is told to. */
  Path excludedNodes() {
    return folder.resolve("excluded-nodes");
  }

  /** As YARN names it: the loopback interface has many addresses, and only the first a name. */
  static String host(int number) {
    return number == 1 ? "localhost" : address(number);
  }

  private static String address(int number) {
    return "127.0.0." + number;
  }

  /** Host and port of its web services. */
  String resourceManagerWeb() {
    return web;
  }

  private void hdfs() {
    hdfs.put("dfs.replication", "1");
    hdfs.put("dfs.namenode.name.dir", folder.resolve("name").toString());
    hdfs.put("dfs.datanode.data.dir", folder.resolve("data").toString());
    hdfs.put("dfs.namenode.http-address", HOST + ":" + freePort());
    hdfs.put("dfs.datanode.address", HOST + ":0");
    hdfs.put("dfs.datanode.http.address", HOST + ":0");
    hdfs.put("dfs.datanode.ipc.address", HOST + ":0");
    // The loopback address has many names.
    hdfs.put("dfs.namenode.datanode.registration.ip-hostname-check", "false");
  }

  private void resourceManager() {
    yarn.put(RM + "hostname", HOST);
    yarn.put(RM + "bind-host", HOST);
    for (String name : new String[] {"", "scheduler.", "resource-tracker.", "admin."}) {
      yarn.put(RM + name + "address", HOST + ":" + freePort());
    }
    yarn.put(RM + "webapp.address", web);
    yarn.put(
        RM + "scheduler.class",
        "org.apache.hadoop.yarn.server.resourcemanager.scheduler.capacity.CapacityScheduler");
    yarn.put("yarn.scheduler.minimum-allocation-mb", "64");
    yarn.put(RM + "nodes.exclude-path", excludedNodes().toString());
    // Hadoop's default, and the mark by which what is left behind is found.
    yarn.put(
        NM + "env-whitelist",
        "JAVA_HOME,HADOOP_COMMON_HOME,HADOOP_HDFS_HOME,HADOOP_CONF_DIR,CLASSPATH_PREPEND_DISTCACHE,"
            + "HADOOP_YARN_HOME,HADOOP_HOME,PATH,LANG,TZ,"
            + Sandbox.MARK);
    // Java reserves far more than it uses.
    yarn.put(NM + "vmem-check-enabled", "false");
    // A test machine's disk may be nearly full.
    String disk = NM + "disk-health-checker.";
    yarn.put(disk + "max-disk-utilization-per-disk-percentage", "100");
    yarn.put(disk + "min-free-space-per-disk-mb", "0");
  }

  /** For clients, the NameNode, the DataNode and the ResourceManager. */
  Path common() {
    return folder(folder.resolve("conf"), Map.of());
  }

  /** For one NodeManager, on a host of its own. */
  Path nodeManager(int number, int cores, int mebibytes) {
    Path own = folder.resolve("node-" + number);
    String host = address(number);
    Map<String, String> more = new TreeMap<>(nodes);
    more.put(NM + "hostname", host);
    more.put(NM + "bind-host", host);
    for (String name : new String[] {"", "localizer.", "webapp.", "collector-service."}) {
      more.put(NM + name + "address", host + ":" + freePort());
    }
    more.put(NM + "local-dirs", own.resolve("local").toString());
    more.put(NM + "log-dirs", own.resolve("logs").toString());
    more.put(NM + "resource.memory-mb", Integer.toString(mebibytes));
    more.put(NM + "resource.cpu-vcores", Integer.toString(cores));
    return folder(folder.resolve("conf-" + number), more);
  }

  private Path folder(Path conf, Map<String, String> more) {
    Map<String, String> site = new TreeMap<>(yarn);
    site.putAll(more);
    try {
      // HDFS's jar has no pages, and without these folders no web server.
      for (String page : new String[] {"hdfs", "datanode"}) {
        Files.createDirectories(conf.resolve("webapps").resolve(page).resolve("WEB-INF"));
      }
      Files.writeString(excludedNodes(), "");
      write(conf.resolve("core-site.xml"), core);
      write(conf.resolve("hdfs-site.xml"), hdfs);
      write(conf.resolve("yarn-site.xml"), site);
      write(conf.resolve("capacity-scheduler.xml"), queues);
      Files.writeString(
          conf.resolve("log4j.properties"),
          """
          log4j.rootLogger=INFO,console
          log4j.appender.console=org.apache.log4j.ConsoleAppender
          log4j.appender.console.layout=org.apache.log4j.PatternLayout
          log4j.appender.console.layout.ConversionPattern=%d{ISO8601} %p %c{1}: %m%n
          """);
      return conf;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void queues() {
    queues.put(QUEUES + "root.queues", "default");
    queues.put(QUEUES + "root.default.capacity", "100");
    queues.put(QUEUES + "maximum-am-resource-percent", "1.0");
    queues.put(
        QUEUES + "resource-calculator",
        "org.apache.hadoop.yarn.util.resource.DominantResourceCalculator");
  }

  private static void write(Path file, Map<String, String> properties) throws IOException {
    StringBuilder xml = new StringBuilder("<configuration>\n");
    properties.forEach(
        (name, value) ->
            xml.append("  <property><name>")
                .append(name)
                .append("</name><value>")
                .append(value)
                .append("</value></property>\n"));
    Files.writeString(file, xml.append("</configuration>\n"));
  }

  /**
   * Below those that the kernel gives to connections: one of them may be another process's before
   * its daemon is there.
   */
  static int freePort() {
    for (int i = 0; i < 1000; i++) {
      int port = ThreadLocalRandom.current().nextInt(12_000, 32_000);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException taken) {
        continue;
      }
    }
    throw new IllegalStateException("there is no free port");
  }
}
