package dev.slipway.spark.driver;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.driver.Demand;
import dev.slipway.api.driver.DriverContext;
import dev.slipway.api.driver.DriverLifecycle;
import dev.slipway.api.driver.DriverSideFactory;
import dev.slipway.api.wire.RecordCodec;
import dev.slipway.launch.EarlyExecutors;
import dev.slipway.spark.FatalFailure;
import dev.slipway.spark.scheduler.BeforeContext;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.UndeclaredThrowableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.SparkConf;

/**
 * One application's program in this JVM: connects to the manager, prepares what SparkSubmit would,
 * runs the user's main or Python, and says how it ended.
 */
public final class DriverProgram {
  private static final String EXIT_ON_MAIN_EXIT = "spark.submit.callSystemExitOnMainExit";

  private final ApplicationSpec spec;

  private DriverProgram(ApplicationSpec spec) {
    this.spec = spec;
  }

  /**
   * Runs on the calling thread, which must be one that lives as long as the JVM does.
   *
   * @param specification an {@link ApplicationSpec} as JSON; read once, so it may be a pipe
   * @return how it ended; empty when main returned, and threads of the program's may still work
   */
  public static Optional<Ending> run(Path specification) {
    ProcessStart.mainBegins();
    try {
      return new DriverProgram(read(specification)).run();
    } catch (SlipwayException e) {
      return Optional.of(Ending.of(e));
    }
  }

  private static ApplicationSpec read(Path path) {
    try {
      return RecordCodec.decode(ApplicationSpec.class, Files.readString(path));
    } catch (IOException e) {
      throw new SlipwayException(
          ErrorCode.SYSTEM,
          "the application's specification " + path + " cannot be read: " + e.getMessage(),
          "start drivers with slipway submit",
          e);
    }
  }

  private Optional<Ending> run() {
    ProcessStart.mode(spec.deployMode());
    RunFolder folder = RunFolder.create(spec);
    DriverLifecycle lifecycle = ManagerSide.lifecycle(spec.master(), context());
    LifecycleEnd end = LifecycleEnd.atExit(lifecycle);
    Optional<Ending> ending = attempt(lifecycle, folder);
    end.programEnded(ending);
    return ending;
  }

  private Optional<Ending> attempt(DriverLifecycle lifecycle, RunFolder folder) {
    Optional<Ending> ending;
    try {
      lifecycle.connect(firstExecutors(lifecycle.login()));
      run(folder);
      ending = FatalFailure.recorded().map(Ending::of);
    } catch (Throwable failure) {
      // Whatever the user's code throws, errors too, is how the program ended.
      ending = Optional.of(Ending.of(cause(failure)));
    }
    stopContextOnKubernetes(ending.map(Ending::code).orElse(0));
    if (Boolean.parseBoolean(spec.property(EXIT_ON_MAIN_EXIT, "false"))) {
      return Optional.of(ending.orElse(Ending.SUCCESS).atOnce());
    }
    return ending;
  }

  private Optional<Demand> firstExecutors(Optional<String> user) {
    return ManagerSide.find(spec.master())
        .flatMap(
            cluster ->
                EarlyExecutors.of(spec, sparkUser(user), cluster.traits().defaultExecutors()));
  }

  /**
   * As Spark will name it. Without Kerberos it is Hadoop's rule; asking it would load a lot of it.
   */
  private static String sparkUser(Optional<String> known) {
    return variable("SPARK_USER")
        .or(() -> known)
        .or(() -> variable("HADOOP_USER_NAME"))
        .orElseGet(() -> System.getProperty("user.name"));
  }

  private static Optional<String> variable(String name) {
    return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isEmpty());
  }

  private DriverContext context() {
    return new DriverContext(
        spec.name(), System.getProperty("user.name"), spec.properties(), System.getenv());
  }

  private void run(RunFolder folder) throws Throwable {
    SparkConf configuration = configuration(folder);
    DriverLogging.begin(spec.main(), configuration);
    Optional<DriverSideFactory> manager = ManagerSide.find(spec.master());
    boolean laid = manager.filter(each -> each.traits().laysFiles()).isPresent();
    UserCode code = Dependencies.resolve(spec, configuration, folder.downloads(), laid);
    SystemProperties.set(configuration, spec);
    manager.ifPresent(
        cluster ->
            BeforeContext.prepare(System.getProperties(), cluster.traits(), spec.isPython()));
    UserClassLoader.install(configuration, code.classPath());
    if (spec.verbose()) {
      VerboseReport.print(spec, code, configuration);
    }
    DriverLogging.handOver();
    if (code.python()) {
      new PythonDriver(configuration, folder, System.getenv()).run(code, spec.arguments());
    } else {
      UserMain.run(code, spec.arguments(), configuration);
    }
  }

  private SparkConf configuration(RunFolder folder) {
    SparkConf configuration = new SparkConf(false);
    Map<String, String> properties = new TreeMap<>(spec.properties());
    folder
        .localFolder()
        .ifPresent(path -> properties.putIfAbsent("spark.local.dir", path.toString()));
    ManagerSide.find(spec.master())
        .map(side -> side.settings(spec.master(), context()))
        .ifPresent(settings -> settings.forEach(properties::putIfAbsent));
    properties.forEach(configuration::set);
    return configuration;
  }

  /** Spark does so on Kubernetes only; elsewhere threads of the program's may still use it. */
  private void stopContextOnKubernetes(int exitCode) {
    switch (spec.master().manager()) {
      case KUBERNETES -> UserMain.stopContext(exitCode);
      case LOCAL, SLIPWAY, YARN, MESOS, SPARK -> {}
    }
  }

  private static Throwable cause(Throwable failure) {
    boolean wrapper =
        failure instanceof InvocationTargetException
            || failure instanceof UndeclaredThrowableException;
    Throwable cause = failure.getCause();
    return wrapper && cause != null ? cause(cause) : failure;
  }
}
