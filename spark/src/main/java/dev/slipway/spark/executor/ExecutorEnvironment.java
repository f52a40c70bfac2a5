package dev.slipway.spark.executor;

import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkContext;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Which environment travels from a driver to its executors: {@code SparkContext.executorEnvs}
 * (SPARK_USER, {@code spark.executorEnv.*}, OMP_NUM_THREADS), as on Spark Standalone, and secrets,
 * because an environment is readable to its own user only and a command line to everybody. Nothing
 * else of the driver's environment goes: SPARK_HOME, SPARK_CONF_DIR, SPARK_LOCAL_IP,
 * SPARK_LOCAL_DIRS and PATH name things of the driver's machine, and each node has its own.
 */
final class ExecutorEnvironment {
  private ExecutorEnvironment() {}

  static Map<String, String> of(SparkContext context) {
    Map<String, String> environment =
        new TreeMap<>(CollectionConverters.asJava(context.executorEnvs()));
    SecurityManager security = context.env().securityManager();
    environment.putAll(CollectionConverters.asJava(security.getEnvironmentForSslRpcPasswords()));
    if (security.isAuthenticationEnabled()) {
      environment.put(SecurityManager.ENV_AUTH_SECRET(), security.getSecretKey());
    }
    return environment;
  }
}
