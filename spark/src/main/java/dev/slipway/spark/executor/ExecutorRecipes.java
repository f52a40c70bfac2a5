package dev.slipway.spark.executor;

import dev.slipway.api.ContainerMemory;
import dev.slipway.api.JvmSpec;
import dev.slipway.api.JvmSpec.Placeholder;
import dev.slipway.api.driver.ExecutorRecipe;
import dev.slipway.launch.RecipeHash;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.resource.ResourceProfile;

/**
 * How to make the executors of one context, a recipe for each of its resource profiles. Safe for
 * use by several threads; a profile's recipe is made once, because Spark's configuration does not
 * change under a running context.
 */
public final class ExecutorRecipes {
  private final SparkConf conf;
  private final String driverUrl;
  private final boolean python;
  private final Map<String, String> environment;
  private final ConcurrentHashMap<Integer, ExecutorRecipe> recipes = new ConcurrentHashMap<>();

  /**
   * @param driverUrl Spark's RPC address of the scheduler's endpoint
   * @param python whether executors will run Python: it needs memory beside the heap
   * @param environment for every executor, on top of its node's own
   */
  public ExecutorRecipes(
      SparkConf conf, String driverUrl, boolean python, Map<String, String> environment) {
    this.conf = conf;
    this.driverUrl = driverUrl;
    this.python = python;
    this.environment = Map.copyOf(environment);
  }

  public static ExecutorRecipes of(SparkContext context, String driverUrl, boolean python) {
    return new ExecutorRecipes(context.conf(), driverUrl, python, ExecutorEnvironment.of(context));
  }

  /**
   * @throws dev.slipway.api.SlipwayException UNSUPPORTED for a profile with GPUs and the like
   */
  public ExecutorRecipe of(ResourceProfile profile) {
    return recipes.computeIfAbsent(profile.id(), id -> make(profile));
  }

  private ExecutorRecipe make(ResourceProfile profile) {
    ExecutorMemory size = ExecutorMemory.of(profile, conf, python);
    ContainerMemory memory = size.memory();
    JvmSpec jvm =
        new JvmSpec(
            JvmSpec.Role.EXECUTOR,
            memory.heap(),
            size.cores(),
            ExecutorJavaOptions.of(conf),
            StartupConfiguration.of(conf),
            conf.get("spark.executor.extraClassPath", ""),
            conf.get("spark.executor.extraLibraryPath", ""),
            environment,
            arguments(profile.id(), size.cores()));
    return new ExecutorRecipe(size.cores(), memory, jvm, RecipeHash.of(size.cores(), memory, jvm));
  }

  // The arguments of Spark's CoarseGrainedExecutorBackend.
  private List<String> arguments(int profile, int cores) {
    return List.of(
        "--driver-url", driverUrl,
        "--executor-id", Placeholder.EXECUTOR_ID.text(),
        "--hostname", Placeholder.HOSTNAME.text(),
        "--cores", Integer.toString(cores),
        "--app-id", Placeholder.APP_ID.text(),
        "--resourceProfileId", Integer.toString(profile));
  }
}
