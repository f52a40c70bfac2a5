package dev.slipway.spark.executor;

import dev.slipway.api.ContainerMemory;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.Memory;
import dev.slipway.api.SlipwayException;
import org.apache.spark.SparkConf;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfile$;
import scala.collection.immutable.Map$;

/**
 * How large an executor of a resource profile is: Spark's own sums ({@code
 * ResourceProfile.getResourcesForClusterManager}), so that both always agree.
 */
record ExecutorMemory(int cores, ContainerMemory memory) {
  private static final String FACTOR = "spark.executor.memoryOverheadFactor";
  private static final double JVM_FACTOR = 0.10;
  // Python workers live outside the heap; Spark has this factor for them on Kubernetes.
  private static final double PYTHON_FACTOR = 0.40;

  /**
   * @throws SlipwayException UNSUPPORTED for a profile with GPUs and the like
   */
  static ExecutorMemory of(ResourceProfile profile, SparkConf conf, boolean python) {
    long minimum =
        conf.getSizeAsMb("spark.executor.minMemoryOverhead", ContainerMemory.MIN_OVERHEAD.jvm());
    var sizes =
        ResourceProfile$.MODULE$.getResourcesForClusterManager(
            profile.id(),
            profile.executorResources(),
            minimum,
            conf.getDouble(FACTOR, python ? PYTHON_FACTOR : JVM_FACTOR),
            conf,
            python,
            Map$.MODULE$.empty());
    if (sizes.customResources().nonEmpty()) {
      throw new SlipwayException(
          ErrorCode.UNSUPPORTED,
          "resource profile "
              + profile.id()
              + " asks for "
              + sizes.customResources().keySet().mkString(", ")
              + ": executors have cores and memory only",
          "leave out spark.executor.resource.* and the profile's resources of that name");
    }
    int cores =
        sizes.cores().isDefined()
            ? (Integer) sizes.cores().get()
            : conf.getInt("spark.executor.cores", 1);
    ContainerMemory memory =
        new ContainerMemory(
            Memory.ofMebibytes(sizes.executorMemoryMiB()),
            Memory.ofMebibytes(sizes.memoryOverheadMiB()),
            Memory.ofMebibytes(sizes.memoryOffHeapMiB()),
            Memory.ofMebibytes(sizes.pysparkMemoryMiB()));
    return new ExecutorMemory(cores, memory);
  }
}
