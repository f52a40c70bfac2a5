package dev.slipway.yarn.master;

import dev.slipway.api.DurationText;
import dev.slipway.api.Resources;
import dev.slipway.api.SlipwayKey;
import dev.slipway.launch.ContainerJvms;
import dev.slipway.link.Protocol;
import dev.slipway.yarn.Greeting;
import dev.slipway.yarn.MasterOrder;
import dev.slipway.yarn.YarnKeys;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The application master of one application, in both deploy modes: it speaks with YARN, and with
 * the driver, which is its child in cluster mode and on the client's machine otherwise. Its exit
 * code is the driver's.
 */
public final class ApplicationMaster {
  private static final Logger LOG = LoggerFactory.getLogger(ApplicationMaster.class);

  /** A driver on its client's machine knows where we are as soon as YARN does. */
  private static final Duration FIRST_CONNECTION = Duration.ofSeconds(20);

  private static final int IDS_OF_AN_ATTEMPT = 100_000;
  private static final String ALLOW_TRACKING = "spark.yarn.historyServer.allowTracking";
  private static final Pattern HADOOPS = Pattern.compile("\\$\\{hadoopconf-([^}]+)}");

  private final MasterOrder order;
  private final YarnKeys keys;
  private final Configuration configuration;
  private final Map<String, String> environment;
  private final ContainerId container;
  private final String host;

  private ApplicationMaster(
      MasterOrder order, Configuration configuration, Map<String, String> environment) {
    this.order = order;
    this.keys = new YarnKeys(order.properties());
    this.configuration = configuration;
    keys.number("spark.yarn.containerLauncherMaxThreads")
        .ifPresent(
            most ->
                configuration.setInt(YarnConfiguration.NM_CLIENT_ASYNC_THREAD_POOL_MAX_SIZE, most));
    this.environment = environment;
    this.container = ContainerId.fromString(variable("CONTAINER_ID"));
    this.host = variable("NM_HOST");
  }

  public static void main(String[] arguments) throws Exception {
    MasterOrder order = MasterOrder.in(UserGroupInformation.getCurrentUser().getCredentials());
    int code = new ApplicationMaster(order, new YarnConfiguration(), System.getenv()).run();
    System.exit(code);
  }

  private int run() throws Exception {
    try (LinkServer server = LinkServer.open(order.secret())) {
      // First of all: it needs the longest.
      Optional<DriverChild> driver = startDriver(server.port());
      Runtime.getRuntime()
          .addShutdownHook(new Thread(() -> driver.ifPresent(DriverChild::end), "slipway-end"));
      ScheduledThreadPoolExecutor thread =
          new ScheduledThreadPoolExecutor(1, task -> new Thread(task, "slipway-master"));
      thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
      try (ResourceManager yarn =
          new ResourceManager(
              configuration,
              ResourceManager.Pace.of(keys),
              keys.text("spark.yarn.executor.nodeLabelExpression"))) {
        return run(server, driver, thread, yarn);
      } finally {
        thread.shutdownNow();
      }
    }
  }

  private int run(
      LinkServer server,
      Optional<DriverChild> driver,
      ScheduledThreadPoolExecutor thread,
      ResourceManager yarn)
      throws YarnException, IOException {
    Resources largest =
        yarn.register(host, server.port(), keys.flag(ALLOW_TRACKING) ? history() : "");
    ContainerTokens tokens = new ContainerTokens(UserGroupInformation.getLoginUser());
    try (NodeManagers nodes =
        new NodeManagers(
            configuration,
            ContainerJvms.here(order.archive()),
            Stream.concat(order.files().stream(), order.own().stream()).toList(),
            order.jars(),
            tokens,
            host,
            server.port())) {
      Master master = master(yarn, nodes, tokens, thread, largest);
      nodes.start(master);
      yarn.start(master);
      server.start(master);
      driver.ifPresent(child -> child.onExit(master::driverExited));
      schedule(thread, master);
      Outcome outcome = master.end().join();
      if (outcome.last()) {
        yarn.unregister(
            outcome.succeeded() ? FinalApplicationStatus.SUCCEEDED : FinalApplicationStatus.FAILED,
            outcome.why(),
            history());
        // Afterwards: another attempt would need it.
        removeStaging();
      }
      return purposeIsCluster() || !outcome.last() ? outcome.exitCode() : 0;
    }
  }

  private Master master(
      ResourceManager yarn,
      NodeManagers nodes,
      ContainerTokens tokens,
      ScheduledThreadPoolExecutor thread,
      Resources largest) {
    Clock clock = Clock.systemUTC();
    DriverLine line =
        new DriverLine(FIRST_CONNECTION, patience(SlipwayKey.DRIVER_SILENCE_TIMEOUT), clock);
    SecureRandom random = new SecureRandom();
    Executors executors =
        new Executors(
            application(),
            order.user(),
            largest,
            keys.list("spark.yarn.exclude.nodes"),
            effects(yarn, nodes),
            line::tell,
            () -> secret(random),
            (container.getApplicationAttemptId().getAttemptId() - 1) * IDS_OF_AN_ATTEMPT);
    order.first().ifPresent(first -> thread.execute(() -> executors.early(first)));
    return new Master(
        new Master.Purpose(
            application(),
            purposeIsCluster(),
            container.getApplicationAttemptId().getAttemptId(),
            attempts()),
        clock.instant().plus(patience(SlipwayKey.LAUNCH_EARLY_TIMEOUT)),
        executors,
        new Questions(nodes::ask, line::tell, clock),
        notes(clock),
        line,
        yarn,
        nodes,
        tokens,
        clock,
        thread);
  }

  private Notes notes(Clock clock) {
    Map<String, String> client = new HashMap<>(order.properties());
    client.keySet().retainAll(Set.of(Protocol.COMMAND_LINE_MILLIS, Protocol.UPLOAD_MILLIS));
    return new Notes(
        java.nio.file.Path.of(System.getProperty("slipway.log", ".")),
        client,
        container.getApplicationAttemptId().getAttemptId(),
        clock);
  }

  private static void schedule(ScheduledThreadPoolExecutor thread, Master master) {
    thread.scheduleWithFixedDelay(master::look, 200, 200, TimeUnit.MILLISECONDS);
    thread.scheduleWithFixedDelay(master::tick, 1, 1, TimeUnit.SECONDS);
    long ping = Protocol.PING_EVERY.toSeconds();
    thread.scheduleWithFixedDelay(master::ping, ping, ping, TimeUnit.SECONDS);
  }

  private Optional<DriverChild> startDriver(int port) throws IOException, InterruptedException {
    if (order.driver().isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> more =
        Map.of(
            Greeting.MASTER, host + ":" + port,
            Greeting.SECRET, order.secret(),
            Greeting.APPLICATION, application(),
            Greeting.ATTEMPT, Integer.toString(container.getApplicationAttemptId().getAttemptId()));
    return Optional.of(
        DriverChild.start(
            order.driver().get(), ContainerJvms.here(order.archive()), environment, more));
  }

  private static Effects effects(ResourceManager yarn, NodeManagers nodes) {
    return new Effects() {
      @Override
      public void ask(Ask ask) {
        yarn.ask(ask);
      }

      @Override
      public void withdraw(Ask ask) {
        yarn.withdraw(ask);
      }

      @Override
      public void giveBack(Grant grant) {
        nodes.forget(grant.id());
        yarn.giveBack(grant.id());
      }

      @Override
      public void start(ExecutorContainer executor) {
        nodes.start(executor);
      }

      @Override
      public void stop(ExecutorContainer executor) {
        nodes.stop(executor);
      }

      @Override
      public void exclude(Set<String> hosts) {
        yarn.exclude(hosts);
      }
    };
  }

  private void removeStaging() {
    order
        .staging()
        .ifPresent(
            folder -> {
              try {
                Path path = new Path(folder);
                path.getFileSystem(configuration).delete(path, true);
              } catch (IOException e) {
                LOG.warn("{} could not be removed", folder, e);
              }
            });
  }

  /** Where Spark's history server will show it; empty when there is none. */
  private String history() {
    String attempt =
        purposeIsCluster() ? "/" + container.getApplicationAttemptId().getAttemptId() : "";
    return keys.text("spark.yarn.historyServer.address")
        .map(this::withHadoopsValues)
        .map(address -> address.contains("://") ? address : "http://" + address)
        .map(address -> address + "/history/" + application() + attempt)
        .orElse("");
  }

  /** {@code ${hadoopconf-KEY}}, as Spark has it. */
  private String withHadoopsValues(String text) {
    return HADOOPS
        .matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement(configuration.get(found.group(1), "")));
  }

  private Duration patience(SlipwayKey key) {
    return DurationText.parse(
        key.key(), order.properties().getOrDefault(key.key(), key.otherwise()));
  }

  /** Where older failures do not count, YARN alone knows which attempt is the last. */
  private int attempts() {
    return keys.duration("spark.yarn.am.attemptFailuresValidityInterval").isPresent()
        ? Integer.MAX_VALUE
        : order.attempts();
  }

  private boolean purposeIsCluster() {
    return order.driver().isPresent();
  }

  private String application() {
    return container.getApplicationAttemptId().getApplicationId().toString();
  }

  private static String secret(SecureRandom random) {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private String variable(String name) {
    String value = environment.get(name);
    if (value == null) {
      throw new IllegalStateException(name + " is not set: this runs in a container of YARN's");
    }
    return value;
  }
}
