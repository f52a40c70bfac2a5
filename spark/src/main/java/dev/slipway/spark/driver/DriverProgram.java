package dev.slipway.spark.driver;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.driver.ApplicationOutcome;
import dev.slipway.api.driver.DriverContext;
import dev.slipway.api.driver.DriverLifecycle;
import dev.slipway.spark.FatalFailure;
import dev.slipway.spark.scheduler.BeforeContext;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.SparkConf;
import org.apache.spark.util.Utils;

/**
 * One application's program in this JVM: connects to the manager, prepares what SparkSubmit would,
 * runs the user's main or Python, and says how it ended.
 */
public final class DriverProgram {
  private final ApplicationSpec spec;

  public DriverProgram(ApplicationSpec spec) {
    this.spec = spec;
  }

  /**
   * @return how it ended; empty when main returned, and threads of the program's may still work
   */
  public Optional<Ending> run() {
    RunFolder folder = RunFolder.create(spec.properties(), System.getenv());
    DriverLifecycle lifecycle = ManagerSide.lifecycle(spec.master(), context());
    Optional<Ending> ending;
    try {
      lifecycle.connect();
      run(folder);
      ending = FatalFailure.recorded().map(Ending::of);
    } catch (Throwable failure) {
      // Whatever the user's code throws, errors too, is how the program ended.
      ending = Optional.of(Ending.of(cause(failure)));
    }
    lifecycle.finished(
        new ApplicationOutcome(
            ending.map(Ending::code).orElse(0), ending.map(Ending::words).orElse("")));
    lifecycle.close();
    return ending.or(this::exitOnMainExit);
  }

  private DriverContext context() {
    return new DriverContext(
        spec.name(), System.getProperty("user.name"), spec.properties(), System.getenv());
  }

  private void run(RunFolder folder) throws Throwable {
    SparkConf configuration = new SparkConf(false);
    Map<String, String> properties = new TreeMap<>(spec.properties());
    folder
        .localFolder()
        .ifPresent(path -> properties.putIfAbsent("spark.local.dir", path.toString()));
    properties.forEach(configuration::set);
    Utils.resetStructuredLogging(configuration);
    UserCode code = Dependencies.resolve(spec, configuration, folder.downloads());
    SystemProperties.set(configuration, spec);
    ManagerSide.find(spec.master())
        .ifPresent(
            cluster ->
                BeforeContext.prepare(System.getProperties(), cluster.traits(), code.python()));
    UserClassLoader.install(configuration, code.classPath());
    if (spec.verbose()) {
      VerboseReport.print(spec, code, configuration);
    }
    if (code.python()) {
      new PythonDriver(configuration, folder).run(code, spec.arguments());
    } else {
      UserMain.run(code, spec.arguments(), configuration);
    }
    stopContextOnKubernetes();
  }

  /** Spark does so on Kubernetes only; elsewhere threads of the program's may still use it. */
  private void stopContextOnKubernetes() {
    switch (spec.master().manager()) {
      case KUBERNETES -> UserMain.stopContext();
      case LOCAL, SLIPWAY, YARN, MESOS, SPARK -> {}
    }
  }

  private Optional<Ending> exitOnMainExit() {
    boolean exit =
        Boolean.parseBoolean(spec.property("spark.submit.callSystemExitOnMainExit", "false"));
    return exit ? Optional.of(new Ending(0, "")) : Optional.empty();
  }

  private static Throwable cause(Throwable failure) {
    boolean wrapper =
        failure instanceof InvocationTargetException
            || failure instanceof UndeclaredThrowableException;
    Throwable cause = failure.getCause();
    return wrapper && cause != null ? cause(cause) : failure;
  }
}
