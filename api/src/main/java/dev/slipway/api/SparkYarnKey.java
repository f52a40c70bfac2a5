package dev.slipway.api;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * Spark's {@code spark.yarn.*} keys, as of 4.2.0, and what becomes of each here: docs/yarn-keys.md
 * is made from it. Spark's internal ones, by which its client speaks with its own application
 * master, are nobody's to set.
 */
public enum SparkYarnKey {
  QUEUE("spark.yarn.queue", Standing.HONOURED, "the queue; --queue"),
  PRIORITY("spark.yarn.priority", Standing.HONOURED, "the application's priority"),
  TAGS(
      "spark.yarn.tags", Standing.HONOURED, "beside those by which Slipway finds its applications"),
  APPLICATION_TYPE(
      "spark.yarn.applicationType",
      Standing.HONOURED,
      "slipway list shows Slipway's applications of every type"),
  MAX_APP_ATTEMPTS(
      "spark.yarn.maxAppAttempts", Standing.HONOURED, "at most the cluster's own limit"),
  AM_ATTEMPT_FAILURES_VALIDITY_INTERVAL(
      "spark.yarn.am.attemptFailuresValidityInterval",
      Standing.HONOURED,
      "failures of attempts that are older do not count"),
  AM_MEMORY(
      "spark.yarn.am.memory",
      Standing.HONOURED,
      "client mode: the application master's heap; without it 64m, which is enough"),
  AM_MEMORY_OVERHEAD(
      "spark.yarn.am.memoryOverhead",
      Standing.HONOURED,
      "client mode; without it 192m beside the default heap, else a tenth and at least 384m"),
  AM_CORES("spark.yarn.am.cores", Standing.HONOURED, "client mode"),
  AM_DEFAULT_JAVA_OPTIONS("spark.yarn.am.defaultJavaOptions", Standing.HONOURED, "client mode"),
  AM_EXTRA_JAVA_OPTIONS("spark.yarn.am.extraJavaOptions", Standing.HONOURED, "client mode"),
  AM_EXTRA_LIBRARY_PATH("spark.yarn.am.extraLibraryPath", Standing.HONOURED, "client mode"),
  AM_LIMIT_ACTIVE_PROCESSOR_COUNT_ENABLED(
      "spark.yarn.am.limitActiveProcessorCount.enabled",
      Standing.WITHOUT_MEANING,
      "the application master has one thread that works"),
  AM_NODE_LABEL_EXPRESSION(
      "spark.yarn.am.nodeLabelExpression", Standing.HONOURED, "where the application master runs"),
  EXECUTOR_NODE_LABEL_EXPRESSION(
      "spark.yarn.executor.nodeLabelExpression", Standing.HONOURED, "where executors run"),
  EXCLUDE_NODES("spark.yarn.exclude.nodes", Standing.HONOURED, "hosts that get no executor"),
  APP_MASTER_ENV_NAME(
      "spark.yarn.appMasterEnv.NAME",
      Standing.HONOURED,
      "the application master's variables; in cluster mode the driver has them too"),
  ARCHIVE(
      "spark.yarn.archive",
      Standing.HONOURED,
      "Spark's jars in one archive, on the cluster's file system or here"),
  JARS(
      "spark.yarn.jars",
      Standing.HONOURED,
      "Spark's jars one by one, patterns too; local: is refused"),
  STAGING_DIR("spark.yarn.stagingDir", Standing.HONOURED, "its folder .slipway holds what is sent"),
  PRESERVE_STAGING_FILES(
      "spark.yarn.preserve.staging.files",
      Standing.HONOURED,
      "an application's own files stay when it is over"),
  SUBMIT_FILE_REPLICATION(
      "spark.yarn.submit.file.replication", Standing.HONOURED, "of everything that is sent"),
  SUBMIT_WAIT_APP_COMPLETION(
      "spark.yarn.submit.waitAppCompletion", Standing.HONOURED, "as slipway.submit.wait"),
  REPORT_INTERVAL(
      "spark.yarn.report.interval",
      Standing.HONOURED,
      "how often submit looks in cluster mode; without it five times a second"),
  ROLLED_LOG_INCLUDE_PATTERN(
      "spark.yarn.rolledLog.includePattern", Standing.HONOURED, "for YARN's log aggregation"),
  ROLLED_LOG_EXCLUDE_PATTERN(
      "spark.yarn.rolledLog.excludePattern", Standing.HONOURED, "for YARN's log aggregation"),
  SCHEDULER_HEARTBEAT_INTERVAL_MS(
      "spark.yarn.scheduler.heartbeat.interval-ms",
      Standing.HONOURED,
      "while nothing is awaited; 3s"),
  SCHEDULER_INITIAL_ALLOCATION_INTERVAL(
      "spark.yarn.scheduler.initial-allocation.interval",
      Standing.HONOURED,
      "at first, while containers are awaited; 100ms here"),
  HISTORY_SERVER_ADDRESS(
      "spark.yarn.historyServer.address",
      Standing.HONOURED,
      "YARN's link when the application is over"),
  HISTORY_SERVER_ALLOW_TRACKING(
      "spark.yarn.historyServer.allowTracking",
      Standing.HONOURED,
      "YARN's link while there is no UI"),
  DIST_FILES("spark.yarn.dist.files", Standing.TRANSLATED, "to spark.files"),
  DIST_ARCHIVES("spark.yarn.dist.archives", Standing.TRANSLATED, "to spark.archives"),
  DIST_JARS("spark.yarn.dist.jars", Standing.TRANSLATED, "to spark.jars"),
  DIST_PY_FILES("spark.yarn.dist.pyFiles", Standing.TRANSLATED, "to spark.submit.pyFiles"),
  USER_CLASSPATH_FIRST(
      "spark.yarn.user.classpath.first",
      Standing.TRANSLATED,
      "to spark.driver.userClassPathFirst and spark.executor.userClassPathFirst"),
  CONTAINER_LAUNCHER_MAX_THREADS(
      "spark.yarn.containerLauncherMaxThreads",
      Standing.TRANSLATED,
      "to Hadoop's yarn.client.nodemanager-client-async.thread-pool-max-size"),
  DRIVER_MEMORY_OVERHEAD(
      "spark.yarn.driver.memoryOverhead", Standing.TRANSLATED, "to spark.driver.memoryOverhead"),
  EXECUTOR_MEMORY_OVERHEAD(
      "spark.yarn.executor.memoryOverhead",
      Standing.TRANSLATED,
      "to spark.executor.memoryOverhead"),
  MAX_EXECUTOR_FAILURES(
      "spark.yarn.max.executor.failures",
      Standing.TRANSLATED,
      "by Spark, to spark.executor.maxNumFailures"),
  EXECUTOR_FAILURES_VALIDITY_INTERVAL(
      "spark.yarn.executor.failuresValidityInterval",
      Standing.TRANSLATED,
      "by Spark, to spark.executor.failuresValidityInterval"),
  JAR("spark.yarn.jar", Standing.TRANSLATED, "to spark.yarn.jars"),
  PRINCIPAL("spark.yarn.principal", Standing.TRANSLATED, "to spark.kerberos.principal"),
  KEYTAB("spark.yarn.keytab", Standing.TRANSLATED, "to spark.kerberos.keytab"),
  KERBEROS_RELOGIN_PERIOD(
      "spark.yarn.kerberos.relogin.period",
      Standing.TRANSLATED,
      "by Spark, to spark.kerberos.relogin.period"),
  ACCESS_NAMENODES(
      "spark.yarn.access.namenodes",
      Standing.TRANSLATED,
      "to spark.kerberos.access.hadoopFileSystems"),
  ACCESS_HADOOP_FILE_SYSTEMS(
      "spark.yarn.access.hadoopFileSystems",
      Standing.TRANSLATED,
      "to spark.kerberos.access.hadoopFileSystems"),
  AM_WAIT_TIME(
      "spark.yarn.am.waitTime",
      Standing.WITHOUT_MEANING,
      "the application master waits for nothing; slipway.launch.earlyTimeout ends executors that no context claims"),
  AM_CLIENT_MODE_TREAT_DISCONNECT_AS_FAILED(
      "spark.yarn.am.clientModeTreatDisconnectAsFailed",
      Standing.WITHOUT_MEANING,
      "always so: a driver that died has failed"),
  AM_CLIENT_MODE_EXIT_ON_ERROR(
      "spark.yarn.am.clientModeExitOnError",
      Standing.WITHOUT_MEANING,
      "always so: a driver whose application YARN ended leaves with 143"),
  AM_FINAL_MESSAGE_LIMIT(
      "spark.yarn.am.finalMessageLimit", Standing.WITHOUT_MEANING, "diagnostics are one line"),
  CLIENT_LAUNCH_MONITOR_INTERVAL(
      "spark.yarn.clientLaunchMonitorInterval",
      Standing.WITHOUT_MEANING,
      "a driver looks several times a second for its application master"),
  REPORT_LOGGING_FREQUENCY(
      "spark.yarn.report.loggingFrequency", Standing.WITHOUT_MEANING, "only changes are told"),
  INCLUDE_DRIVER_LOGS_LINK(
      "spark.yarn.includeDriverLogsLink", Standing.WITHOUT_MEANING, "slipway logs shows them"),
  METRICS_NAMESPACE(
      "spark.yarn.metrics.namespace",
      Standing.WITHOUT_MEANING,
      "the application master has no metrics"),
  SCHEDULER_REPORTER_THREAD_MAX_FAILURES(
      "spark.yarn.scheduler.reporterThread.maxFailures",
      Standing.WITHOUT_MEANING,
      "a ResourceManager that is away is asked ten times, each for yarn.resourcemanager.connect.max-wait.ms"),
  CLIENT_STAT_CACHE_PRELOAD_ENABLED(
      "spark.yarn.client.statCache.preload.enabled",
      Standing.WITHOUT_MEANING,
      "what was looked at once is remembered"),
  CLIENT_STAT_CACHE_PRELOAD_PER_DIRECTORY_THRESHOLD(
      "spark.yarn.client.statCache.preload.perDirectoryThreshold",
      Standing.WITHOUT_MEANING,
      "what was looked at once is remembered"),
  DIST_FORCE_DOWNLOAD_SCHEMES(
      "spark.yarn.dist.forceDownloadSchemes",
      Standing.WITHOUT_MEANING,
      "files of the web are fetched by drivers and executors, others by NodeManagers"),
  AM_PORT("spark.yarn.am.port", Standing.WITHOUT_MEANING, "nor has it for Spark"),
  CREDENTIALS_FILE_RETENTION_COUNT(
      "spark.yarn.credentials.file.retention.count",
      Standing.WITHOUT_MEANING,
      "nor has it for Spark"),
  CREDENTIALS_FILE_RETENTION_DAYS(
      "spark.yarn.credentials.file.retention.days",
      Standing.WITHOUT_MEANING,
      "nor has it for Spark"),
  UNMANAGED_AM_ENABLED(
      "spark.yarn.unmanagedAM.enabled",
      Standing.REFUSED,
      "the application master is managed by YARN: ADR 12 says why"),
  POPULATE_HADOOP_CLASSPATH(
      "spark.yarn.populateHadoopClasspath",
      Standing.REFUSED,
      "containers have the Hadoop that Spark ships"),
  CONFIG_GATEWAY_PATH(
      "spark.yarn.config.gatewayPath",
      Standing.REFUSED,
      "paths in commands are the containers' own"),
  CONFIG_REPLACEMENT_PATH(
      "spark.yarn.config.replacementPath",
      Standing.REFUSED,
      "paths in commands are the containers' own"),
  EXECUTOR_LAUNCH_EXCLUDE_ON_FAILURE_ENABLED(
      "spark.yarn.executor.launch.excludeOnFailure.enabled",
      Standing.REFUSED,
      "a node that starts nothing is not excluded yet"),
  AM_TOKEN_CONF_REGEX(
      "spark.yarn.am.tokenConfRegex",
      Standing.REFUSED,
      "tokens of other clusters are not renewed yet"),
  KERBEROS_RENEWAL_EXCLUDE_HADOOP_FILE_SYSTEMS(
      "spark.yarn.kerberos.renewal.excludeHadoopFileSystems",
      Standing.REFUSED,
      "every file system's token is renewed by YARN"),
  SHUFFLE_SERVER_RECOVERY_DISABLED(
      "spark.yarn.shuffle.server.recovery.disabled",
      Standing.HONOURED,
      "the shuffle service does not write the application's secret down"),
  SERVICES("spark.yarn.services", Standing.REFUSED, "nor has Spark it any more"),
  RESOURCE_GPU_DEVICE_NAME(
      "spark.yarn.resourceGpuDeviceName", Standing.REFUSED, "there are no GPUs yet"),
  RESOURCE_FPGA_DEVICE_NAME(
      "spark.yarn.resourceFpgaDeviceName", Standing.REFUSED, "there are no FPGAs yet"),
  AM_RESOURCE_TYPE_AMOUNT(
      "spark.yarn.am.resource.TYPE.amount",
      Standing.REFUSED,
      "there are no other resources than memory and cores yet"),
  DRIVER_RESOURCE_TYPE_AMOUNT(
      "spark.yarn.driver.resource.TYPE.amount",
      Standing.REFUSED,
      "there are no other resources than memory and cores yet"),
  EXECUTOR_RESOURCE_TYPE_AMOUNT(
      "spark.yarn.executor.resource.TYPE.amount",
      Standing.REFUSED,
      "there are no other resources than memory and cores yet");

  /** What becomes of a key. */
  public enum Standing {
    HONOURED("honoured"),
    TRANSLATED("translated"),
    /** Accepted; there is nothing here that it could change. */
    WITHOUT_MEANING("without meaning"),
    REFUSED("refused");

    private final String words;

    Standing(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }
  }

  private static final String NAME = "NAME";
  private static final String TYPE = "TYPE.amount";

  private final String key;
  private final Standing standing;
  private final String meaning;

  SparkYarnKey(String key, Standing standing, String meaning) {
    this.key = key;
    this.standing = standing;
    this.meaning = meaning;
  }

  /** With NAME or TYPE where any stands. */
  public String key() {
    return key;
  }

  public Standing standing() {
    return standing;
  }

  public String meaning() {
    return meaning;
  }

  /** The one that somebody set; empty for a key that Spark does not have. */
  public static Optional<SparkYarnKey> of(String set) {
    return Stream.of(values()).filter(each -> each.covers(set)).findFirst();
  }

  private boolean covers(String set) {
    return key.equals(set)
        || key.endsWith(NAME) && set.startsWith(key.replace(NAME, ""))
        || key.endsWith(TYPE) && set.startsWith(key.replace(TYPE, ""));
  }
}
