package dev.slipway.yarn.driver;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.DeployMode;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.MainResource;
import dev.slipway.api.MasterUrl;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.driver.Demand;
import dev.slipway.api.driver.DriverContext;
import dev.slipway.yarn.FirstLine;
import dev.slipway.yarn.Greeting;
import dev.slipway.yarn.submit.ClientSite;
import dev.slipway.yarn.submit.MasterLaunch;
import dev.slipway.yarn.submit.QueueWords;
import dev.slipway.yarn.submit.YarnCluster;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;

/**
 * The application that a driver belongs to: in cluster mode its master is the driver's parent, in
 * client mode the driver has it started.
 *
 * @param hadoop its configuration, which takes a while to read
 * @param withdraw takes back what nobody is there for: its driver leaves while it still waits
 */
record YarnApplication(
    String id, MasterEnd master, Runnable withdraw, Supplier<Configuration> hadoop) {

  /** What the master that started this driver said; empty in client mode. */
  static Optional<YarnApplication> ofParent(DriverContext context) {
    String address = context.environment().getOrDefault(Greeting.MASTER, "");
    if (address.isEmpty()) {
      return Optional.empty();
    }
    String id = context.environment().getOrDefault(Greeting.APPLICATION, "");
    int colon = address.lastIndexOf(':');
    InetSocketAddress parent =
        new InetSocketAddress(
            address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
    String secret = context.environment().getOrDefault(Greeting.SECRET, "");
    return Optional.of(
        new YarnApplication(
            id,
            new MasterEnd(id, secret, () -> parent, true),
            () -> {},
            () -> site(context).hadoop()));
  }

  /**
   * Has one started.
   *
   * @param first the executors that it asks for at once
   * @throws SlipwayException MASTER_UNREACHABLE, UNAUTHORIZED, NEVER_FITS, SYSTEM, INVALID_VALUE,
   *     HADOOP_CONF_MISSING
   */
  static YarnApplication submit(DriverContext context, Optional<Demand> first) {
    return submit(context, first, YarnCluster.of(site(context)));
  }

  static YarnApplication submit(
      DriverContext context, Optional<Demand> first, YarnCluster cluster) {
    ClientSite site = site(context);
    ApplicationSpec spec =
        new ApplicationSpec(
            context.applicationName(),
            MasterUrl.parse("yarn"),
            DeployMode.CLIENT,
            new MainResource.Jar("", Optional.empty()),
            List.of(),
            context.properties(),
            false);
    Clock clock = Clock.systemUTC();
    MasterLaunch.Started started = new MasterLaunch(site, cluster, clock).forClient(spec, first);
    String id = started.id().toString();
    Waiting waiting = new Waiting(System.err, clock);
    return new YarnApplication(
        id,
        new MasterEnd(
            id,
            started.secret(),
            () -> address(cluster, cluster.report(started.id()), waiting),
            false),
        () -> {
          cluster.kill(started.id(), "its driver left before it began");
          started.removeFiles().run();
        },
        cluster::configuration);
  }

  static ClientSite site(DriverContext context) {
    return new ClientSite(context.environment(), context.properties());
  }

  private static InetSocketAddress address(
      YarnCluster cluster, ApplicationReport report, Waiting waiting) {
    YarnApplicationState state = report.getYarnApplicationState();
    return switch (state) {
      case NEW, NEW_SAVING, SUBMITTED, ACCEPTED -> {
        waiting.goesOn(() -> report.getApplicationId() + " is " + QueueWords.of(cluster, report));
        throw new SlipwayException(
            ErrorCode.MASTER_UNREACHABLE,
            report.getApplicationId() + " waits for queue " + report.getQueue(),
            "see slipway status " + report.getApplicationId() + " --master yarn");
      }
      case RUNNING -> {
        if (report.getRpcPort() <= 0) {
          // Between two attempts, or before its end is known.
          throw new SlipwayException(
              ErrorCode.MASTER_UNREACHABLE,
              report.getApplicationId() + " has no application master at the moment",
              "see slipway status " + report.getApplicationId() + " --master yarn");
        }
        yield new InetSocketAddress(report.getHost(), report.getRpcPort());
      }
      case FINISHED, FAILED, KILLED ->
          throw new SlipwayException(
              ErrorCode.CONFLICT,
              report.getApplicationId()
                  + " is "
                  + state
                  + " on YARN: "
                  + FirstLine.of(report.getDiagnostics()),
              "see slipway status " + report.getApplicationId() + " --master yarn");
    };
  }
}
