package dev.slipway.yarn.submit;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.ContainerMemory;
import dev.slipway.api.DeployMode;
import dev.slipway.api.DurationText;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.Memory;
import dev.slipway.api.Resources;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.SlipwayKey;
import dev.slipway.api.driver.Demand;
import dev.slipway.api.submit.SubmissionId;
import dev.slipway.launch.DriverSize;
import dev.slipway.launch.EarlyExecutors;
import dev.slipway.link.Protocol;
import dev.slipway.yarn.ContainerFile;
import dev.slipway.yarn.MasterOrder;
import dev.slipway.yarn.YarnKeys;
import dev.slipway.yarn.submit.UserFiles.Laid;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.api.records.ApplicationTimeoutType;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.api.records.LogAggregationContext;
import org.apache.hadoop.yarn.api.records.Priority;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.client.api.YarnClientApplication;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.util.Records;

/** Hands an application's master to YARN: in cluster mode with its driver, in client mode alone. */
public final class MasterLaunch {
  /** What the master itself needs, beside a driver or alone. */
  private static final Memory HEAP = Memory.ofMebibytes(64);

  private static final Memory BESIDE_HEAP = Memory.ofMebibytes(192);
  private static final double OVERHEAD = 0.10;

  private final ClientSite site;
  private final YarnCluster cluster;
  private final Leftovers leftovers;
  private final String user;

  /** In the name of whoever Hadoop takes this thread for. */
  public MasterLaunch(ClientSite site, YarnCluster cluster, Clock clock) {
    this.site = site;
    this.cluster = cluster;
    this.leftovers = new Leftovers(site, cluster, clock);
    this.user = Identity.current().getShortUserName();
  }

  /**
   * An application that YARN accepted.
   *
   * @param secret by which its driver speaks with its master
   * @param removeFiles for whoever ends it before its master could
   */
  public record Started(ApplicationId id, String secret, Runnable removeFiles) {}

  /**
   * For a driver that runs here.
   *
   * @param spec its name and properties
   * @throws SlipwayException MASTER_UNREACHABLE, UNAUTHORIZED, NEVER_FITS, INVALID_VALUE, SYSTEM
   */
  public Started forClient(ApplicationSpec spec, Optional<Demand> first) {
    YarnClientApplication made = cluster.call(yarn -> yarn.createApplication());
    YarnKeys keys = site.keys();
    Memory heap = keys.memory("spark.yarn.am.memory").orElse(HEAP);
    Memory otherwise = heap.equals(HEAP) ? BESIDE_HEAP : ContainerMemory.overhead(heap, OVERHEAD);
    Memory beside = keys.memory("spark.yarn.am.memoryOverhead").orElse(otherwise);
    Resources size = new Resources(keys.number("spark.yarn.am.cores").orElse(1), heap.plus(beside));
    checkFits(made, size, heap + " heap + " + beside + " overhead", "spark.yarn.am.memory");
    return send(
        made,
        spec,
        (shared, folder) -> {
          Laid laid = UserFiles.lay(spec, shared, folder);
          return new Parcel(size, heap, tags("client", Optional.empty()), laid, first, List.of());
        });
  }

  /** With the driver. */
  Started forCluster(SubmissionId submission, ApplicationSpec spec) {
    YarnClientApplication made = cluster.call(yarn -> yarn.createApplication());
    DriverSize driver = DriverSize.of(spec);
    Memory own = HEAP.plus(BESIDE_HEAP);
    Resources size = new Resources(driver.cores(), driver.memory().total().plus(own));
    String sum = driver.memory().describe() + ", and " + own + " application master";
    checkFits(made, size, sum, "spark.driver.memory");
    return send(
        made,
        spec,
        (shared, folder) -> {
          Laid laid = UserFiles.lay(Keytab.send(spec, shared, folder), shared, folder);
          List<ContainerFile> masters = new ArrayList<>(laid.everywhere());
          masters.addAll(laid.driversOnly());
          Keytab.sent(laid.driver(), shared, folder).ifPresent(masters::add);
          Optional<Demand> first =
              EarlyExecutors.of(laid.driver(), user, YarnKeys.DEFAULT_EXECUTORS);
          return new Parcel(
              size, HEAP, tags("cluster", Optional.of(submission)), laid, first, masters);
        });
  }

  /**
   * What is handed over.
   *
   * @param size of the master's container, and {@code heap} of the master
   * @param masters of the application's own files those that the master's container gets
   */
  private record Parcel(
      Resources size,
      Memory heap,
      Set<String> tags,
      Laid laid,
      Optional<Demand> first,
      List<ContainerFile> masters) {}

  private interface Packing {
    Parcel pack(SharedFiles shared, OwnFolder folder);
  }

  private Started send(YarnClientApplication made, ApplicationSpec spec, Packing packing) {
    SharedFiles shared = new SharedFiles(cluster.configuration(), site.keys());
    boolean stays = site.keys().flag("spark.yarn.preserve.staging.files");
    OwnFolder folder = new OwnFolder(shared, id(made).toString(), stays);
    try {
      long began = System.nanoTime();
      Parcel parcel = packing.pack(shared, folder);
      Shipment shipment = new Shipment(site, shared);
      List<ContainerFile> files = shipment.files(spec);
      MasterOrder order = order(files, spec, parcel, folder, System.nanoTime() - began);
      ApplicationSubmissionContext context = context(made, spec, parcel.size(), order);
      context.setApplicationTags(parcel.tags());
      context.setAMContainerSpec(
          new MasterContainer(site, cluster, shipment.jvms(), parcel.masters())
              .context(spec, parcel.heap(), order));
      // A driver here has the same tokens, and may use its files after the context's end.
      context.setCancelTokensWhenComplete(spec.deployMode() == DeployMode.CLUSTER);
      submit(context);
      leftovers.sweep();
      return new Started(context.getApplicationId(), order.secret(), folder::remove);
    } catch (RuntimeException e) {
      if (!isTaken(id(made))) {
        folder.remove();
      }
      throw e;
    }
  }

  /** A submission that failed half-way may have been accepted all the same. */
  private boolean isTaken(ApplicationId id) {
    try {
      return cluster.report(id).getFinalApplicationStatus() == FinalApplicationStatus.UNDEFINED;
    } catch (SlipwayException e) {
      return e.code() != ErrorCode.NOT_FOUND;
    }
  }

  private MasterOrder order(
      List<ContainerFile> files,
      ApplicationSpec spec,
      Parcel parcel,
      OwnFolder folder,
      long uploadNanos) {
    checkWhatTheMasterReads();
    Map<String, String> properties = new HashMap<>(site.keys().forMaster());
    properties.put(
        Protocol.UPLOAD_MILLIS, Long.toString(TimeUnit.NANOSECONDS.toMillis(uploadNanos)));
    byte[] secret = new byte[16];
    new SecureRandom().nextBytes(secret);
    return new MasterOrder(
        user,
        HexFormat.of().formatHex(secret),
        attempts(),
        files,
        parcel.laid().everywhere(),
        parcel.laid().jars(),
        parcel.first(),
        Optional.of(parcel.laid().driver())
            .filter(driver -> spec.deployMode() == DeployMode.CLUSTER),
        folder.toRemove().map(Path::toString),
        properties);
  }

  /** Here, because nobody would see its errors. */
  private void checkWhatTheMasterReads() {
    YarnKeys keys = site.keys();
    keys.duration("spark.yarn.scheduler.initial-allocation.interval");
    keys.duration("spark.yarn.scheduler.heartbeat.interval-ms");
    keys.number("spark.yarn.containerLauncherMaxThreads");
    for (SlipwayKey key :
        new SlipwayKey[] {SlipwayKey.DRIVER_SILENCE_TIMEOUT, SlipwayKey.LAUNCH_EARLY_TIMEOUT}) {
      keys.text(key.key()).ifPresent(text -> DurationText.parse(key.key(), text));
    }
  }

  private Set<String> tags(String mode, Optional<SubmissionId> submission) {
    return Tags.of(mode, submission, site.keys().list("spark.yarn.tags"));
  }

  private ApplicationSubmissionContext context(
      YarnClientApplication made, ApplicationSpec spec, Resources size, MasterOrder order) {
    ApplicationSubmissionContext context = made.getApplicationSubmissionContext();
    YarnKeys keys = site.keys();
    context.setApplicationName(spec.name());
    context.setApplicationType(keys.text("spark.yarn.applicationType").orElse(YarnSubmitter.TYPE));
    context.setQueue(keys.text("spark.yarn.queue").orElse("default"));
    keys.number("spark.yarn.priority")
        .ifPresent(priority -> context.setPriority(Priority.newInstance(priority)));
    context.setMaxAppAttempts(order.attempts());
    keys.duration("spark.yarn.am.attemptFailuresValidityInterval")
        .ifPresent(each -> context.setAttemptFailuresValidityInterval(each.toMillis()));
    keys.text("spark.yarn.am.nodeLabelExpression").ifPresent(context::setNodeLabelExpression);
    keys.text(SlipwayKey.YARN_TIMEOUT.key())
        .map(text -> DurationText.parse(SlipwayKey.YARN_TIMEOUT.key(), text))
        .ifPresent(
            most ->
                context.setApplicationTimeouts(
                    Map.of(ApplicationTimeoutType.LIFETIME, most.toSeconds())));
    keys.text("spark.yarn.rolledLog.includePattern")
        .ifPresent(include -> context.setLogAggregationContext(rolled(include)));
    context.setResource(Resource.newInstance(size.memory().mebibytes(), size.cores()));
    return context;
  }

  private LogAggregationContext rolled(String include) {
    LogAggregationContext logs = Records.newRecord(LogAggregationContext.class);
    logs.setRolledLogsIncludePattern(include);
    site.keys()
        .text("spark.yarn.rolledLog.excludePattern")
        .ifPresent(logs::setRolledLogsExcludePattern);
    return logs;
  }

  /** YARN's own words for what it does not take: a queue that is not there, a label. */
  private void submit(ApplicationSubmissionContext context) {
    try {
      cluster.call(yarn -> yarn.submitApplication(context));
    } catch (SlipwayException e) {
      if (e.code() != ErrorCode.SYSTEM) {
        throw e;
      }
      throw new SlipwayException(
          ErrorCode.INVALID_VALUE,
          "YARN does not take the application: "
              + e.problem().replaceFirst("^YARN failed: (Failed to submit \\S+ to YARN : )?", ""),
          "correct what it names, for instance --queue",
          e);
    }
  }

  private static void checkFits(
      YarnClientApplication made, Resources size, String sum, String whatToLower) {
    Resource largest = made.getNewApplicationResponse().getMaximumResourceCapability();
    Resources there =
        new Resources(largest.getVirtualCores(), Memory.ofMebibytes(largest.getMemorySize()));
    if (!size.fitsIn(there)) {
      throw new SlipwayException(
          ErrorCode.NEVER_FITS,
          "no container of this YARN holds " + size + " (" + sum + "); the largest has " + there,
          "lower " + whatToLower + ", or raise yarn.scheduler.maximum-allocation-mb or -vcores");
    }
  }

  /** Spark's rule: at most what the cluster allows. */
  private int attempts() {
    int most =
        cluster
            .configuration()
            .getInt(
                YarnConfiguration.RM_AM_MAX_ATTEMPTS, YarnConfiguration.DEFAULT_RM_AM_MAX_ATTEMPTS);
    return Math.min(most, site.keys().number("spark.yarn.maxAppAttempts").orElse(most));
  }

  private static ApplicationId id(YarnClientApplication made) {
    return made.getApplicationSubmissionContext().getApplicationId();
  }
}
