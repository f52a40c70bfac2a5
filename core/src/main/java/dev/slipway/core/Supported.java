package dev.slipway.core;

import dev.slipway.api.DeployMode;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.MasterUrl;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.SlipwayKey;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What of the whole this version has; the rest is refused by name, never passed over. */
final class Supported {
  private static final List<String> NOT_YET = List.of("spark.jars.ivySettings", "spark.remote");
  // What Spark's scripts for shells, examples and R hand to spark-submit.
  private static final Set<String> OTHER_PROGRAMS =
      Set.of(
          "spark-shell",
          "connect-shell",
          "pyspark-shell-main",
          "sparkr-shell",
          "sparkr-shell-main",
          "run-example");
  private static final Set<String> OTHER_CLASSES =
      Set.of(
          "org.apache.spark.repl.Main",
          "org.apache.spark.sql.application.ConnectRepl",
          "org.apache.spark.sql.hive.thriftserver.SparkSQLCLIDriver",
          "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2",
          "org.apache.spark.sql.connect.service.SparkConnectServer");

  private Supported() {}

  /**
   * @throws SlipwayException UNSUPPORTED
   */
  static void check(
      MasterUrl master,
      DeployMode mode,
      Map<String, String> settings,
      Map<String, String> environment) {
    NOT_YET.stream()
        .filter(key -> !settings.getOrDefault(key, "").isEmpty())
        .findFirst()
        .ifPresent(key -> refuse("does not have " + key, "leave it out"));
    checkIdentity(master, settings);
    if (!environment.getOrDefault("SPARK_REMOTE", "").isEmpty()
        || settings.getOrDefault("spark.api.mode", "classic").equalsIgnoreCase("connect")) {
      refuse(
          "does not run Spark Connect (SPARK_REMOTE, spark.api.mode)",
          "unset SPARK_REMOTE and set spark.api.mode to classic");
    }
    boolean runs =
        switch (master.manager()) {
          case LOCAL, SLIPWAY, YARN -> true;
          case KUBERNETES, MESOS, SPARK -> false;
        };
    if (!runs) {
      refuse("does not run on " + master, "use local[n], slipway://host:port or yarn");
    }
    if (mode == DeployMode.CLUSTER && master.manager() == MasterUrl.Manager.LOCAL) {
      refuse("has no deploy mode cluster on " + master, "leave --deploy-mode out");
    }
    if (master.manager() == MasterUrl.Manager.SLIPWAY
        && settings
            .getOrDefault("spark.shuffle.service.enabled", "false")
            .equalsIgnoreCase("true")) {
      refuse(
          "has no external shuffle service (spark.shuffle.service.enabled=true)",
          "use spark.dynamicAllocation.shuffleTracking.enabled=true");
    }
  }

  private static void checkIdentity(MasterUrl master, Map<String, String> settings) {
    List<String> said =
        IdentityKeys.ALL.stream().filter(key -> !settings.getOrDefault(key, "").isEmpty()).toList();
    if (said.isEmpty()) {
      return;
    }
    if (master.manager() != MasterUrl.Manager.YARN) {
      refuse("does not have " + said.get(0) + " on " + master, "leave it out, or use yarn");
    }
    if (said.get(0).equals(SlipwayKey.PROXY_USER.key()) && said.size() > 1) {
      throw new SlipwayException(
          ErrorCode.INVALID_VALUE,
          "--proxy-user and a principal of its own (" + said.get(1) + ") exclude each other",
          "name one of them");
    }
  }

  /**
   * @throws SlipwayException UNSUPPORTED
   */
  static void checkResource(String resource) {
    if (OTHER_PROGRAMS.contains(resource) || resource.endsWith(".R") || resource.endsWith(".r")) {
      refuse("does not run " + resource, "use Spark's own program for it");
    }
  }

  /**
   * Before anything else: Spark's scripts for shells name a class and no application.
   *
   * @throws SlipwayException UNSUPPORTED
   */
  static void checkClass(String mainClass) {
    if (OTHER_CLASSES.contains(mainClass)) {
      refuse("does not run " + mainClass, "use Spark's own program for it");
    }
  }

  private static void refuse(String what, String instead) {
    throw new SlipwayException(ErrorCode.UNSUPPORTED, "this version of Slipway " + what, instead);
  }
}
