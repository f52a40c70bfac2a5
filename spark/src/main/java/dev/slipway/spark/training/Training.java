package dev.slipway.spark.training;

import dev.slipway.launch.archive.TrainingPart;
import java.util.List;
import java.util.ServiceLoader;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.python.Py4JServer;

/**
 * Loads, by using them, the classes that drivers and executors of small applications load: jobs
 * with a shuffle, SQL, Python's gateway. What {@code local[2]} does not need of an executor's, and
 * what needs Spark SQL, which is not on our compile path, is loaded by name.
 */
public final class Training {
  private static final List<String> BY_NAME =
      List.of(
          "org.apache.spark.executor.CoarseGrainedExecutorBackend",
          "org.apache.spark.executor.CoarseGrainedExecutorBackend$",
          "org.apache.spark.executor.CoarseGrainedExecutorBackend$Arguments",
          "org.apache.spark.scheduler.cluster.CoarseGrainedSchedulerBackend",
          "org.apache.spark.scheduler.cluster.CoarseGrainedClusterMessages$LaunchTask",
          "org.apache.spark.scheduler.cluster.CoarseGrainedClusterMessages$RegisterExecutor",
          "org.apache.spark.scheduler.cluster.CoarseGrainedClusterMessages$StatusUpdate",
          "org.apache.spark.network.netty.NettyBlockTransferService",
          "org.apache.spark.api.python.PythonRDD",
          "org.apache.spark.api.python.PythonRunner",
          "org.apache.spark.api.python.PythonWorkerFactory",
          "dev.slipway.spark.ExecutorMain",
          "dev.slipway.spark.scheduler.SlipwayClusterManager",
          "dev.slipway.spark.scheduler.SlipwaySchedulerBackend");

  private Training() {}

  public static void main(String[] arguments) throws Exception {
    run(new SparkConf());
    for (TrainingPart part : ServiceLoader.load(TrainingPart.class)) {
      part.run();
    }
    System.out.println("trained");
  }

  /** Makes a context of this configuration, and stops it. */
  public static void run(SparkConf configuration) throws Exception {
    for (String name : BY_NAME) {
      load(name);
    }
    Py4JServer gateway = new Py4JServer(configuration);
    gateway.start();
    SparkContext context = new SparkContext(configuration);
    try {
      sql();
      JavaSparkContext.fromSparkContext(context)
          .parallelize(List.of("to be", "or not"), 2)
          .mapToPair(word -> new scala.Tuple2<>(word, 1))
          .reduceByKey(Integer::sum)
          .count();
    } finally {
      context.stop();
      gateway.shutdown();
    }
  }

  /** Through reflection: SparkSession, a range, a grouping, a result. */
  private static void sql() throws Exception {
    Class<?> sessions = load("org.apache.spark.sql.SparkSession");
    Object builder = sessions.getMethod("builder").invoke(null);
    Object session = builder.getClass().getMethod("getOrCreate").invoke(builder);
    Object query =
        session
            .getClass()
            .getMethod("sql", String.class)
            .invoke(
                session,
                "select id % 3 k, count(*) n, sum(id) s from range(100) group by 1 order by 1");
    query.getClass().getMethod("collect").invoke(query);
  }

  private static Class<?> load(String name) throws ClassNotFoundException {
    return Class.forName(name, true, Thread.currentThread().getContextClassLoader());
  }
}
