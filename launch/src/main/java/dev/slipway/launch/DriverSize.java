package dev.slipway.launch;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.ContainerMemory;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.Memory;
import dev.slipway.api.Resources;
import dev.slipway.api.SlipwayException;

/** What a container must have, as its application's properties say, by Spark's own defaults. */
public record DriverSize(int cores, ContainerMemory memory) {
  private static final Memory NONE = Memory.ofMebibytes(0);
  private static final double JVM_FACTOR = 0.10;
  // Python runs outside the heap; Spark has this factor for it on Kubernetes.
  private static final double PYTHON_FACTOR = 0.40;

  /**
   * @throws SlipwayException INVALID_VALUE
   */
  public static DriverSize of(ApplicationSpec spec) {
    return of(spec, "driver");
  }

  /** One executor of its default profile; the driver itself asks for what it really wants. */
  public static DriverSize ofExecutor(ApplicationSpec spec) {
    return of(spec, "executor");
  }

  /**
   * One, or as many as {@code spark.dynamicAllocation.minExecutors} says where that counts; none
   * when {@code spark.executor.instances} is 0.
   *
   * @throws SlipwayException INVALID_VALUE
   */
  public static int leastExecutors(ApplicationSpec spec) {
    boolean dynamic =
        Boolean.parseBoolean(spec.property("spark.dynamicAllocation.enabled", "false"));
    return dynamic
        ? Math.max(1, count(spec, "spark.dynamicAllocation.minExecutors", 0))
        : Math.min(1, count(spec, "spark.executor.instances", 1));
  }

  public Resources resources() {
    return new Resources(cores, memory.total());
  }

  private static DriverSize of(ApplicationSpec spec, String role) {
    Memory heap = memory(spec, "spark." + role + ".memory", "1g");
    boolean offHeap = Boolean.parseBoolean(spec.property("spark.memory.offHeap.enabled", "false"));
    boolean python = role.equals("executor") && spec.isPython();
    return new DriverSize(
        cores(spec, "spark." + role + ".cores"),
        new ContainerMemory(
            heap,
            overhead(spec, role, heap),
            offHeap ? bytes(spec, "spark.memory.offHeap.size") : NONE,
            python ? memory(spec, "spark.executor.pyspark.memory", "0") : NONE));
  }

  private static Memory overhead(ApplicationSpec spec, String role, Memory heap) {
    String key = "spark." + role + ".memoryOverhead";
    if (!spec.property(key, "").isEmpty()) {
      return memory(spec, key, "");
    }
    double otherwise = spec.isPython() ? PYTHON_FACTOR : JVM_FACTOR;
    Memory scaled =
        Memory.ofMebibytes((long) (heap.mebibytes() * factor(spec, key + "Factor", otherwise)));
    Memory least =
        memory(
            spec, "spark." + role + ".minMemoryOverhead", ContainerMemory.MIN_OVERHEAD.toString());
    return scaled.compareTo(least) > 0 ? scaled : least;
  }

  private static Memory memory(ApplicationSpec spec, String key, String otherwise) {
    return Memory.parse(key, spec.property(key, otherwise));
  }

  /** Of this one key a bare number is in bytes. */
  private static Memory bytes(ApplicationSpec spec, String key) {
    String text = spec.property(key, "0").strip();
    return text.matches("\\d{1,18}")
        ? Memory.ofMebibytes((Long.parseLong(text) + (1L << 20) - 1) >> 20)
        : Memory.parse(key, text);
  }

  private static double factor(ApplicationSpec spec, String key, double otherwise) {
    String text = spec.property(key, "");
    try {
      return text.isEmpty() ? otherwise : Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw invalid(key, text, "a factor");
    }
  }

  private static int cores(ApplicationSpec spec, String key) {
    int cores = count(spec, key, 1);
    if (cores == 0) {
      throw invalid(key, "0", "a whole number above zero");
    }
    return cores;
  }

  private static int count(ApplicationSpec spec, String key, int otherwise) {
    String text = spec.property(key, Integer.toString(otherwise)).strip();
    if (!text.matches("0*\\d{1,6}")) {
      throw invalid(key, text, "a whole number");
    }
    return Integer.parseInt(text);
  }

  private static SlipwayException invalid(String key, String text, String wanted) {
    return new SlipwayException(
        ErrorCode.INVALID_VALUE, key + " is '" + text + "', not " + wanted, "correct it");
  }
}
