package dev.slipway.spark.scheduler;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.MasterUrl;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.driver.ManagerTraits;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.ExecutorFailureTracker$;
import org.apache.spark.util.Utils;

/**
 * How many executors an application starts with and of how many cores. Both are always explicit in
 * the driver's configuration, because Spark's own code branches on whether they are there.
 */
final class ExecutorDefaults {
  private static final String CORES = "spark.executor.cores";
  private static final String INSTANCES = "spark.executor.instances";
  private static final String CORES_MAX = "spark.cores.max";
  private static final String MAX_FAILURES = "spark.executor.maxNumFailures";
  private static final String VALIDITY = "spark.executor.failuresValidityInterval";
  private static final int LEAST_FAILURES = 3;

  private ExecutorDefaults() {}

  /**
   * For the driver's main, before the application's code: Spark looks for the cores before it asks
   * for a cluster manager. The number of executors has to wait until it is known whether the code
   * turns dynamic allocation on.
   *
   * @param properties what SparkConf will read: the system properties
   */
  static void ensure(Properties properties) {
    properties.putIfAbsent(CORES, "1");
  }

  /** Under dynamic allocation the number is its initial one, as on YARN. */
  static void ensure(SparkConf conf, ManagerTraits traits) {
    conf.setIfMissing(CORES, "1");
    if (!conf.contains(INSTANCES)) {
      int instances =
          Utils.isDynamicAllocationEnabled(conf)
              ? Utils.getDynamicAllocationInitialExecutors(conf)
              : traits.defaultExecutors();
      conf.set(INSTANCES, Integer.toString(instances));
    }
  }

  /**
   * @throws SlipwayException what this manager does not have, or values that contradict each other
   */
  static void check(MasterUrl master, SparkConf conf, ManagerTraits traits) {
    if (master.manager() == MasterUrl.Manager.SLIPWAY
        && conf.getBoolean("spark.shuffle.service.enabled", false)) {
      throw new SlipwayException(
          ErrorCode.UNSUPPORTED,
          "spark.shuffle.service.enabled=true: the nodes of " + master + " have no shuffle service",
          "leave it out; dynamic allocation works there with shuffle tracking, which is on by"
              + " default");
    }
    long most = maxCores(conf, traits);
    int each = conf.getInt(CORES, 1);
    if (each > most) {
      throw new SlipwayException(
          ErrorCode.INVALID_VALUE,
          CORES_MAX + "=" + most + " leaves no room for one executor of " + each + " cores",
          "raise --total-executor-cores or lower --executor-cores");
    }
  }

  /** How many executors are asked for at the start, within {@code spark.cores.max}. */
  static int initial(SparkConf conf, ManagerTraits traits) {
    int wanted =
        Utils.isDynamicAllocationEnabled(conf)
            ? Utils.getDynamicAllocationInitialExecutors(conf)
            : conf.getInt(INSTANCES, traits.defaultExecutors());
    return (int) Math.min(wanted, maxCores(conf, traits) / conf.getInt(CORES, 1));
  }

  static AllocationLimits limits(SparkConf conf, ManagerTraits traits) {
    int most = ExecutorFailureTracker$.MODULE$.maxNumExecutorFailures(conf);
    int instances = conf.getInt(INSTANCES, traits.defaultExecutors());
    int stillborn = Math.min(most, Math.max(LEAST_FAILURES, 2 * instances));
    Optional<Duration> validity =
        conf.contains(VALIDITY)
            ? Optional.of(Duration.ofMillis(conf.getTimeAsMs(VALIDITY)))
            : Optional.empty();
    return new AllocationLimits(
        maxCores(conf, traits), most, validity, conf.contains(MAX_FAILURES) ? most : stillborn);
  }

  private static long maxCores(SparkConf conf, ManagerTraits traits) {
    return traits.honoursCoresMax() && conf.contains(CORES_MAX)
        ? conf.getLong(CORES_MAX, Long.MAX_VALUE)
        : Long.MAX_VALUE;
  }
}
