package dev.slipway.spark.scheduler;

import dev.slipway.api.MasterUrl;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.driver.DriverContext;
import dev.slipway.api.driver.DriverSideFactory;
import dev.slipway.api.driver.ExecutorProvider;
import dev.slipway.api.driver.ManagerTraits;
import dev.slipway.spark.FatalFailure;
import dev.slipway.spark.driver.ManagerSide;
import dev.slipway.spark.driver.MasterGuard;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.ExternalClusterManager;
import org.apache.spark.scheduler.SchedulerBackend;
import org.apache.spark.scheduler.TaskScheduler;
import org.apache.spark.scheduler.TaskSchedulerImpl;
import scala.Tuple2;

/**
 * Where Spark comes to us: it claims every master URL for which a {@link DriverSideFactory} is on
 * the class path. {@code spark.master} stays what the user wrote.
 */
public final class SlipwayClusterManager implements ExternalClusterManager {

  @Override
  public boolean canCreate(String masterUrl) {
    return parse(masterUrl).flatMap(ManagerSide::find).isPresent();
  }

  @Override
  public TaskScheduler createTaskScheduler(SparkContext context, String masterUrl) {
    MasterUrl master = MasterUrl.parse(masterUrl);
    checkSubmitted(masterUrl);
    ManagerTraits traits = required(master).traits();
    try {
      ExecutorDefaults.ensure(context.conf(), traits);
      ExecutorDefaults.check(master, context.conf(), traits);
    } catch (SlipwayException e) {
      FatalFailure.record(e);
      throw e;
    }
    if (traits.profilesNeedPermission()) {
      ProfilePermission.grant(context.resourceProfileManager());
    }
    return new TaskSchedulerImpl(context);
  }

  @Override
  public SchedulerBackend createSchedulerBackend(
      SparkContext context, String masterUrl, TaskScheduler scheduler) {
    MasterUrl master = MasterUrl.parse(masterUrl);
    DriverSideFactory factory = required(master);
    ExecutorProvider provider = factory.executors(master, describe(context));
    return new SlipwaySchedulerBackend(
        (TaskSchedulerImpl) scheduler, context, provider, factory.traits(), Clock.systemUTC());
  }

  @Override
  public void initialize(TaskScheduler scheduler, SchedulerBackend backend) {
    ((TaskSchedulerImpl) scheduler).initialize(backend);
  }

  // Earlier than the guard's own listener: before anything is asked of a cluster.
  private static void checkSubmitted(String actual) {
    String submitted = System.getProperty("slipway.master", "");
    if (!submitted.isEmpty()) {
      MasterGuard.check(MasterUrl.parse(submitted), actual);
    }
  }

  private static DriverContext describe(SparkContext context) {
    SparkConf conf = context.conf();
    Map<String, String> properties = new HashMap<>();
    Properties process = System.getProperties();
    for (String key : process.stringPropertyNames()) {
      if (key.startsWith("slipway.")) {
        properties.put(key, process.getProperty(key)); // SparkConf takes spark.* only
      }
    }
    for (Tuple2<String, String> entry : conf.getAll()) {
      properties.put(entry._1(), entry._2());
    }
    return new DriverContext(context.appName(), context.sparkUser(), properties, System.getenv());
  }

  private static Optional<MasterUrl> parse(String masterUrl) {
    try {
      return Optional.of(MasterUrl.parse(masterUrl));
    } catch (SlipwayException e) {
      return Optional.empty(); // not ours; Spark says so in its own words
    }
  }

  private static DriverSideFactory required(MasterUrl master) {
    return ManagerSide.find(master)
        .orElseThrow(() -> new IllegalStateException("nobody accepts " + master));
  }
}
