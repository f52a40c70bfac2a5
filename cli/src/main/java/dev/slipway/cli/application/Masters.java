package dev.slipway.cli.application;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.MasterUrl;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.submit.Submitter;
import dev.slipway.api.submit.SubmitterContext;
import dev.slipway.cli.Workplace;
import dev.slipway.core.SparkDefaults;
import dev.slipway.launch.SparkInstallation;
import dev.slipway.standalone.submit.StandaloneSubmitterFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Finds the cluster that a command is meant for. */
public record Masters(Workplace workplace) {

  /** Who submits and stops: this process's account. */
  public static String user() {
    return System.getProperty("user.name");
  }

  /**
   * @param named by {@code --master}; empty: this user's own cluster on this machine
   * @param conf beside YARN's spark-defaults.conf, as for submit
   * @throws SlipwayException NOT_FOUND, MASTER_UNKNOWN, UNSUPPORTED, UNAUTHORIZED
   */
  public Submitter open(Optional<String> named, Map<String, String> conf) {
    MasterUrl master = named.map(MasterUrl::parse).orElseGet(this::local);
    if (master.manager() != MasterUrl.Manager.YARN) {
      return open(master, conf);
    }
    SparkInstallation spark = workplace.sparkLocator().find().spark();
    Map<String, String> properties =
        new HashMap<>(SparkDefaults.in(workplace.configurationFolder(spark)));
    properties.putAll(conf);
    return withSparksLibraries(master, spark, properties);
  }

  public Submitter open(MasterUrl master, Map<String, String> properties) {
    return switch (master.manager()) {
      case SLIPWAY ->
          new StandaloneSubmitterFactory(workplace.environment(), user())
              .open(master, context(properties, workplace.environment()));
      case YARN -> withSparksLibraries(master, workplace.sparkLocator().find().spark(), properties);
      case LOCAL, KUBERNETES, MESOS, SPARK ->
          throw new SlipwayException(
              ErrorCode.UNSUPPORTED,
              "applications of " + master + " are not kept by a server",
              "name slipway://host:port or yarn with --master");
    };
  }

  private Submitter withSparksLibraries(
      MasterUrl master, SparkInstallation spark, Map<String, String> properties) {
    Map<String, String> environment = new HashMap<>(workplace.environment());
    environment.put("SPARK_HOME", spark.home().toString());
    environment.put("SLIPWAY_RUNTIME_JAR", workplace.runtimeJar().toString());
    workplace
        .configurationFolder(spark)
        .ifPresent(folder -> environment.put("SPARK_CONF_DIR", folder.toString()));
    return new SparksLibraries(spark, workplace.runtimeJar())
        .find(master)
        .orElseThrow(() -> new IllegalStateException("nobody accepts " + master))
        .open(master, context(properties, environment));
  }

  private SubmitterContext context(
      Map<String, String> properties, Map<String, String> environment) {
    return new SubmitterContext(
        workplace.folders().state(), properties, environment, Clock.systemUTC());
  }

  private MasterUrl local() {
    Path file = workplace.folders().state().resolve("cluster/server/address");
    try {
      return MasterUrl.parse("slipway://" + Files.readString(file).strip());
    } catch (IOException e) {
      throw new SlipwayException(
          ErrorCode.NOT_FOUND,
          "no cluster was started here",
          "name one with --master, or start one with slipway cluster start",
          e);
    }
  }
}
