package dev.slipway.spark.driver;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.launch.Executables;
import dev.slipway.launch.process.DiesWithStarter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkUserAppException;
import org.apache.spark.util.RedirectThread;
import org.jspecify.annotations.Nullable;

/**
 * Runs the Python driver beside this JVM, as Spark's {@code deploy.PythonRunner} does. Ours differs
 * in two things: Python reads the terminal, and the kernel kills it when this JVM dies, so that a
 * killed driver leaves no Python behind.
 */
final class PythonDriver {
  private static final int OUTPUT_SECONDS = 10;

  private final SparkConf configuration;
  private final RunFolder folder;
  private final Map<String, String> environment;

  PythonDriver(SparkConf configuration, RunFolder folder, Map<String, String> environment) {
    this.configuration = configuration;
    this.folder = folder;
    this.environment = environment;
  }

  /**
   * Returns when Python exited with 0. The calling thread must be one that lives as long as the
   * JVM: its death is what the kernel ends Python by.
   *
   * @throws SparkUserAppException with Python's exit code, 128+n after signal n
   * @throws SlipwayException PYTHON_MISSING
   */
  void run(UserCode code, List<String> arguments)
      throws IOException, InterruptedException, SparkUserAppException {
    try (PythonGateway gateway = PythonGateway.open(configuration)) {
      ProcessBuilder builder = new ProcessBuilder(command(code.pythonFile(), arguments));
      PythonEnvironment own = new PythonEnvironment(configuration, folder, environment);
      builder.environment().putAll(own.variables(code.pythonFiles(), gateway));
      builder.redirectInput(ProcessBuilder.Redirect.INHERIT);
      // As Spark: one stream, so that what is printed and what is raised stay in order.
      builder.redirectErrorStream(true);
      int exitCode = finish(builder);
      if (exitCode != 0) {
        throw new SparkUserAppException(exitCode, null);
      }
    }
  }

  private int finish(ProcessBuilder builder) throws InterruptedException {
    Process python = start(builder);
    Thread output = new RedirectThread(python.getInputStream(), System.out, "python-output", false);
    output.start();
    int exitCode = python.waitFor();
    // Children of Python's that it leaves behind may hold the pipe open.
    output.join(TimeUnit.SECONDS.toMillis(OUTPUT_SECONDS));
    System.out.flush();
    return exitCode;
  }

  private List<String> command(String file, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(DiesWithStarter.words(environment));
    command.add(executable(configuration, environment));
    command.add(file);
    command.addAll(arguments);
    return command;
  }

  /** Spark's order of preference. */
  static String executable(SparkConf configuration, Map<String, String> environment) {
    return Stream.of(
            configuration.get("spark.pyspark.driver.python", ""),
            configuration.get("spark.pyspark.python", ""),
            environment.getOrDefault("PYSPARK_DRIVER_PYTHON", ""),
            environment.getOrDefault("PYSPARK_PYTHON", ""))
        .filter(name -> !name.isEmpty())
        .findFirst()
        .orElse("python3");
  }

  private Process start(ProcessBuilder builder) {
    String python = executable(configuration, environment);
    if (Executables.onPath(python, environment).isEmpty()) {
      throw missing(python, null);
    }
    try {
      return builder.start();
    } catch (IOException e) {
      throw missing(python, e);
    }
  }

  private static SlipwayException missing(String python, @Nullable IOException cause) {
    return new SlipwayException(
        ErrorCode.PYTHON_MISSING,
        "the Python " + python + " cannot be run",
        "set PYSPARK_PYTHON or spark.pyspark.python to one that is installed",
        cause);
  }
}
