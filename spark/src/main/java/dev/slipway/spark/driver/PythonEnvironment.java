package dev.slipway.spark.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.SparkConf;
import org.apache.spark.api.python.PythonUtils;

/**
 * What the Python driver finds in its environment: as {@code deploy.PythonRunner} 4.2.0 sets it.
 */
final class PythonEnvironment {
  private final SparkConf configuration;
  private final RunFolder folder;
  private final Map<String, String> inherited;

  PythonEnvironment(SparkConf configuration, RunFolder folder, Map<String, String> inherited) {
    this.configuration = configuration;
    this.folder = folder;
    this.inherited = inherited;
  }

  /** On top of what is inherited. */
  Map<String, String> variables(List<String> pyFiles, PythonGateway gateway) throws IOException {
    Map<String, String> variables = new TreeMap<>();
    variables.put("PYTHONPATH", path(pyFiles));
    variables.put("PYTHONUNBUFFERED", "YES");
    variables.put("PYTHONHASHSEED", inherited.getOrDefault("PYTHONHASHSEED", "0"));
    variables.put("MASTER", configuration.get("spark.master"));
    variables.put("PYSPARK_GATEWAY_PORT", Integer.toString(gateway.port()));
    variables.put("PYSPARK_GATEWAY_SECRET", gateway.secret());
    if (configuration.contains("spark.pyspark.python")) {
      variables.put("PYSPARK_PYTHON", configuration.get("spark.pyspark.python"));
    }
    // numpy's and pandas's pools of threads: not more than the driver's cores.
    if (configuration.contains("spark.driver.cores")
        && !configuration.contains("spark.yarn.appMasterEnv.OMP_NUM_THREADS")
        && !configuration.contains("spark.kubernetes.driverEnv.OMP_NUM_THREADS")) {
      variables.put("OMP_NUM_THREADS", configuration.get("spark.driver.cores"));
    }
    return variables;
  }

  /** {@code --py-files}, Spark, the user's own. */
  private String path(List<String> pyFiles) throws IOException {
    List<String> path = new ArrayList<>(importable(pyFiles));
    path.add(PythonUtils.sparkPythonPath());
    path.add(inherited.getOrDefault("PYTHONPATH", ""));
    return PythonUtils.mergePythonPaths(PythonUtils.toSeq(path));
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
}
