package dev.slipway.yarn.submit;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.ContainerMemory;
import dev.slipway.api.DurationText;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.Memory;
import dev.slipway.api.Resources;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.SlipwayKey;
import dev.slipway.api.driver.Demand;
import dev.slipway.api.submit.SubmissionId;
import dev.slipway.launch.DriverSize;
import dev.slipway.yarn.MasterOrder;
import dev.slipway.yarn.YarnKeys;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
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
  private final String user;

  /** In the name of whoever Hadoop takes this thread for. */
  public MasterLaunch(ClientSite site, YarnCluster cluster) {
    this.site = site;
    this.cluster = cluster;
    this.user = Identity.current().getShortUserName();
  }

  /**
   * An application that YARN accepted, and the secret by which its driver speaks with its master.
   */
  public record Started(ApplicationId id, String secret) {}

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
    Shipment shipment = new Shipment(site, shared());
    MasterOrder order = order(shipment, spec, first, Optional.empty(), Optional.empty());
    ApplicationSubmissionContext context = context(made, spec, size, order);
    context.setApplicationTags(tags("client", Optional.empty()));
    context.setAMContainerSpec(container(shipment).context(spec, heap, order));
    // The driver has the same tokens, and may use its files after the context's end.
    context.setCancelTokensWhenComplete(false);
    submit(context);
    return new Started(context.getApplicationId(), order.secret());
  }

  /** With the driver. What is local to this machine is put into the application's own folder. */
  Started forCluster(SubmissionId submission, ApplicationSpec spec) {
    YarnClientApplication made = cluster.call(yarn -> yarn.createApplication());
    DriverSize driver = DriverSize.of(spec);
    Memory own = HEAP.plus(BESIDE_HEAP);
    Resources size = new Resources(driver.cores(), driver.memory().total().plus(own));
    String sum = driver.memory().describe() + ", and " + own + " application master";
    checkFits(made, size, sum, "spark.driver.memory");
    SharedFiles shared = shared();
    ClientUploads uploads = new ClientUploads(shared);
    Optional<Path> folder =
        ClientUploads.isNeeded(spec) || Keytab.travelsWith(spec)
            ? Optional.of(shared.ownFolder(id(made).toString(), stays()))
            : Optional.empty();
    try {
      ApplicationSpec there =
          folder
              .map(each -> Keytab.send(uploads.send(spec, each), shared, each))
              .orElseGet(() -> ClientUploads.withoutConfiguration(spec));
      Shipment shipment = new Shipment(site, shared);
      MasterOrder order =
          order(shipment, spec, Optional.empty(), Optional.of(there), folder.filter(f -> !stays()));
      ApplicationSubmissionContext context = context(made, spec, size, order);
      context.setApplicationTags(tags("cluster", Optional.of(submission)));
      context.setAMContainerSpec(
          container(shipment)
              .with(folder.flatMap(each -> Keytab.sent(there, each, shared)))
              .context(spec, HEAP, order));
      submit(context);
      return new Started(context.getApplicationId(), order.secret());
    } catch (RuntimeException e) {
      folder.filter(each -> !isTaken(id(made))).ifPresent(uploads::remove);
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

  private boolean stays() {
    return site.keys().flag("spark.yarn.preserve.staging.files");
  }

  private MasterOrder order(
      Shipment shipment,
      ApplicationSpec spec,
      Optional<Demand> first,
      Optional<ApplicationSpec> driver,
      Optional<Path> staging) {
    checkWhatTheMasterReads();
    byte[] secret = new byte[16];
    new SecureRandom().nextBytes(secret);
    return new MasterOrder(
        user,
        HexFormat.of().formatHex(secret),
        attempts(),
        shipment.files(spec),
        first,
        driver,
        staging.map(Path::toString),
        site.keys().forMaster());
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

  private MasterContainer container(Shipment shipment) {
    return new MasterContainer(site, cluster, shipment.jvms(), Optional.empty());
  }

  private java.util.Set<String> tags(String mode, Optional<SubmissionId> submission) {
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

  private SharedFiles shared() {
    return new SharedFiles(cluster.configuration(), site.keys());
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
