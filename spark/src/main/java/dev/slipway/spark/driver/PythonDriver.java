package dev.slipway.spark.driver;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.launch.Executables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkUserAppException;
import org.apache.spark.api.python.Py4JServer;
import org.apache.spark.api.python.PythonUtils;
import org.apache.spark.util.RedirectThread;
import org.jspecify.annotations.Nullable;

/**
 * Runs the Python driver beside this JVM, with the environment that Spark's {@code
 * deploy.PythonRunner} gives it. Ours differs in two things: Python reads the terminal, and the
 * kernel kills it when this JVM dies, so that a killed driver leaves no Python behind.
 */
final class PythonDriver {
  private static final int OUTPUT_SECONDS = 10;

  private final SparkConf configuration;
  private final RunFolder folder;

  PythonDriver(SparkConf configuration, RunFolder folder) {
    this.configuration = configuration;
    this.folder = folder;
  }

  /**
   * Returns when Python exited with 0. The calling thread must be one that lives as long as the
   * JVM: its death is what the kernel ends Python by.
   *
   * @throws SparkUserAppException with Python's exit code
   * @throws SlipwayException PYTHON_MISSING
   */
  void run(UserCode code, List<String> arguments)
      throws IOException, InterruptedException, SparkUserAppException {
    Py4JServer gateway = new Py4JServer(configuration);
    gateway.start();
    try {
      ProcessBuilder builder = new ProcessBuilder(command(code.pythonFile(), arguments));
      environment(builder.environment(), gateway, code.pythonFiles());
      builder.redirectInput(ProcessBuilder.Redirect.INHERIT);
      // As Spark: one stream, so that what is printed and what is raised stay in order.
      builder.redirectErrorStream(true);
      Process python = start(builder);
      Thread output =
          new RedirectThread(python.getInputStream(), System.out, "python-output", false);
      output.start();
      int exitCode = python.waitFor();
      output.join(TimeUnit.SECONDS.toMillis(OUTPUT_SECONDS));
      System.out.flush();
      if (exitCode != 0) {
        throw new SparkUserAppException(exitCode, null);
      }
    } finally {
      gateway.shutdown();
    }
  }

  private List<String> command(String file, List<String> arguments) {
    List<String> command = new ArrayList<>();
    if (Executables.onPath("setpriv", System.getenv()).isPresent()) {
      command.addAll(List.of("setpriv", "--pdeathsig", "KILL", "--"));
    }
    command.add(executable());
    command.add(file);
    command.addAll(arguments);
    return command;
  }

  private String executable() {
    return Stream.of(
            configuration.get("spark.pyspark.driver.python", ""),
            configuration.get("spark.pyspark.python", ""),
            System.getenv().getOrDefault("PYSPARK_DRIVER_PYTHON", ""),
            System.getenv().getOrDefault("PYSPARK_PYTHON", ""))
        .filter(name -> !name.isEmpty())
        .findFirst()
        .orElse("python3");
  }

  private void environment(
      Map<String, String> environment, Py4JServer gateway, List<String> pyFiles)
      throws IOException {
    List<String> path = new ArrayList<>(importable(pyFiles));
    path.add(PythonUtils.sparkPythonPath());
    path.add(System.getenv().getOrDefault("PYTHONPATH", ""));
    environment.put("PYTHONPATH", PythonUtils.mergePythonPaths(PythonUtils.toSeq(path)));
    environment.put("PYTHONUNBUFFERED", "YES");
    environment.put("PYTHONHASHSEED", System.getenv().getOrDefault("PYTHONHASHSEED", "0"));
    environment.put("MASTER", configuration.get("spark.master"));
    environment.put("PYSPARK_GATEWAY_PORT", Integer.toString(gateway.getListeningPort()));
    environment.put("PYSPARK_GATEWAY_SECRET", gateway.secret());
    if (configuration.contains("spark.pyspark.python")) {
      environment.put("PYSPARK_PYTHON", configuration.get("spark.pyspark.python"));
    }
    if (configuration.contains("spark.driver.cores")
        && !configuration.contains("spark.yarn.appMasterEnv.OMP_NUM_THREADS")
        && !configuration.contains("spark.kubernetes.driverEnv.OMP_NUM_THREADS")) {
      environment.put("OMP_NUM_THREADS", configuration.get("spark.driver.cores"));
    }
  }

  /** Python imports from folders and archives: a single .py file goes into a folder of ours. */
  private Set<String> importable(List<String> pyFiles) throws IOException {
    Set<String> path = new LinkedHashSet<>();
    for (String file : pyFiles) {
      if (file.endsWith(".py")) {
        Path source = Path.of(file);
        Path modules = folder.pythonModules();
        Files.copy(
            source,
            modules.resolve(source.getFileName().toString()),
            StandardCopyOption.REPLACE_EXISTING);
        path.add(modules.toString());
      } else {
        path.add(file);
      }
    }
    return path;
  }

  private Process start(ProcessBuilder builder) {
    String python = executable();
    if (Executables.onPath(python, System.getenv()).isEmpty()) {
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
