package dev.slipway.spark.executor;

import dev.slipway.api.ContainerMemory;
import dev.slipway.api.Memory;
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
