package dev.slipway.spark.driver.app;

import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;

/** What a program finds in its JVM before it does anything, and what its first context is like. */
final class Surroundings {
  private Surroundings() {}

  static void print() throws Exception {
    new TreeMap<>(System.getProperties()).forEach((key, value) -> print("property " + key, value));
    new TreeMap<>(System.getenv()).forEach((key, value) -> print("variable " + key, value));
    print("threads", threads());
    print("hooks", hooks());
    print("session", SparkSession.getActiveSession().isDefined());
    print("default session", SparkSession.getDefaultSession().isDefined());
    print("environment", String.valueOf(SparkEnv.get()));
    print("loader", Thread.currentThread().getContextClassLoader().getClass());
    logging("before");
    print("hadoop", SparkHadoopUtil.get().conf().get("my.key"));
    print("user", UserGroupInformation.getCurrentUser());
    print("rules", UserGroupInformation.isSecurityEnabled());
    context();
  }

  private static void context() {
    JavaSparkContext context = new JavaSparkContext();
    logging("with a context");
    print("application", context.sc().applicationId().replaceAll("\\d+", "N"));
    print("setting", context.hadoopConfiguration().get("my.key"));
    print("master", context.master());
    print("UI", context.sc().ui().isDefined());
    print("rdd", context.parallelize(List.of(1, 2, 3), 2).id());
    SparkSession session = SparkSession.builder().getOrCreate();
    print("sum", session.range(10).selectExpr("sum(id)").collectAsList());
    print("warehouse", session.conf().get("spark.sql.warehouse.dir"));
    session.stop();
  }

  private static void logging(String when) {
    Configuration found = ((LoggerContext) LogManager.getContext(false)).getConfiguration();
    print("log4j " + when, found.getConfigurationSource().getURI());
    print("root " + when, found.getRootLogger().getLevel());
    print("filter " + when, String.valueOf(found.getFilter()));
    print("loggers " + when, new TreeMap<>(found.getLoggers()).keySet());
  }

  /** Those that keep the JVM. */
  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !thread.isDaemon())
        .map(Thread::getName)
        .sorted()
        .toList();
  }

  private static List<String> hooks() throws ReflectiveOperationException {
    Field hooks = Class.forName("java.lang.ApplicationShutdownHooks").getDeclaredField("hooks");
    hooks.setAccessible(true);
    return ((Map<?, ?>) hooks.get(null))
        .keySet().stream().map(hook -> hook.getClass().getName()).sorted().toList();
  }

  private static void print(String key, Object value) {
    System.out.println("~" + key + "=" + String.valueOf(value).replace('\n', ' '));
  }
}
