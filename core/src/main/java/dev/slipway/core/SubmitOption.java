package dev.slipway.core;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * spark-submit's options, all of them: those of this version with the property each one sets, the
 * others so that they are refused by name (Spark 4.2.0's {@code SparkSubmitOptionParser} has the
 * list).
 */
public enum SubmitOption {
  MASTER(Kind.VALUE, "spark.master", "--master"),
  DEPLOY_MODE(Kind.VALUE, "spark.submit.deployMode", "--deploy-mode"),
  CLASS(Kind.VALUE, "", "--class"),
  NAME(Kind.VALUE, "spark.app.name", "--name"),
  CONF(Kind.VALUE, "", "--conf", "-c"),
  PROPERTIES_FILE(Kind.VALUE, "", "--properties-file"),
  EXTRA_PROPERTIES_FILE(Kind.VALUE, "", "--extra-properties-file"),
  LOAD_SPARK_DEFAULTS(Kind.FLAG, "", "--load-spark-defaults"),
  JARS(Kind.VALUE, "spark.jars", "--jars"),
  PY_FILES(Kind.VALUE, "spark.submit.pyFiles", "--py-files"),
  FILES(Kind.VALUE, "spark.files", "--files"),
  ARCHIVES(Kind.VALUE, "spark.archives", "--archives"),
  PACKAGES(Kind.VALUE, "spark.jars.packages", "--packages"),
  EXCLUDE_PACKAGES(Kind.VALUE, "spark.jars.excludes", "--exclude-packages"),
  REPOSITORIES(Kind.VALUE, "spark.jars.repositories", "--repositories"),
  DRIVER_MEMORY(Kind.VALUE, "spark.driver.memory", "--driver-memory"),
  DRIVER_CORES(Kind.VALUE, "spark.driver.cores", "--driver-cores"),
  DRIVER_JAVA_OPTIONS(Kind.VALUE, "spark.driver.extraJavaOptions", "--driver-java-options"),
  DRIVER_CLASS_PATH(Kind.VALUE, "spark.driver.extraClassPath", "--driver-class-path"),
  DRIVER_LIBRARY_PATH(Kind.VALUE, "spark.driver.extraLibraryPath", "--driver-library-path"),
  EXECUTOR_MEMORY(Kind.VALUE, "spark.executor.memory", "--executor-memory"),
  EXECUTOR_CORES(Kind.VALUE, "spark.executor.cores", "--executor-cores"),
  TOTAL_EXECUTOR_CORES(Kind.VALUE, "spark.cores.max", "--total-executor-cores"),
  NUM_EXECUTORS(Kind.VALUE, "spark.executor.instances", "--num-executors"),
  QUEUE(Kind.VALUE, "spark.yarn.queue", "--queue"),
  PROXY_USER(Kind.VALUE, "slipway.proxyUser", "--proxy-user"),
  PRINCIPAL(Kind.VALUE, "spark.kerberos.principal", "--principal"),
  KEYTAB(Kind.VALUE, "spark.kerberos.keytab", "--keytab"),
  KILL(Kind.VALUE, "", "--kill"),
  STATUS(Kind.VALUE, "", "--status"),
  SUPERVISE(Kind.FLAG, "spark.driver.supervise", "--supervise"),
  VERBOSE(Kind.FLAG, "", "--verbose", "-v"),
  VERSION(Kind.FLAG, "", "--version"),
  HELP(Kind.FLAG, "", "--help", "-h"),

  REMOTE(Kind.REFUSED_VALUE, "", "--remote");

  /** How an option is written. */
  public enum Kind {
    /** {@code --option value} or {@code --option=value}. */
    VALUE,
    FLAG,
    /** Not in this version; it would take a value. */
    REFUSED_VALUE;

    public boolean takesValue() {
      return switch (this) {
        case VALUE, REFUSED_VALUE -> true;
        case FLAG -> false;
      };
    }

    public boolean refused() {
      return this == REFUSED_VALUE;
    }
  }

  private final Kind kind;
  private final String property;
  private final List<String> names;

  SubmitOption(Kind kind, String property, String... names) {
    this.kind = kind;
    this.property = property;
    this.names = List.of(names);
  }

  public Kind kind() {
    return kind;
  }

  /** The property that the option sets; empty when it sets none. */
  public Optional<String> property() {
    return property.isEmpty() ? Optional.empty() : Optional.of(property);
  }

  public String word() {
    return names.get(0);
  }

  public static Optional<SubmitOption> named(String text) {
    return Arrays.stream(values()).filter(option -> option.names.contains(text)).findFirst();
  }
}
