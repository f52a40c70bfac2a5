package dev.slipway.api;

/** The memory of a container as the sum of its parts, so that an error can name them. */
public record ContainerMemory(Memory heap, Memory overhead, Memory offHeap, Memory python) {
  /** Spark's {@code spark.executor.minMemoryOverhead} default. */
  public static final Memory MIN_OVERHEAD = Memory.ofMebibytes(384);

  /** Overhead when only its factor is known: at least 384m, Spark's rule. */
  public static Memory overhead(Memory heap, double factor) {
    long scaled = (long) (heap.mebibytes() * factor);
    return Memory.ofMebibytes(Math.max(scaled, MIN_OVERHEAD.mebibytes()));
  }

  public Memory total() {
    return heap.plus(overhead).plus(offHeap).plus(python);
  }

  /** {@code 1408m = 1024m heap + 384m overhead}; parts that are zero are left out. */
  public String describe() {
    StringBuilder text =
        new StringBuilder(total() + " = " + heap + " heap + " + overhead + " overhead");
    if (offHeap.mebibytes() > 0) {
      text.append(" + ").append(offHeap).append(" off-heap");
    }
    if (python.mebibytes() > 0) {
      text.append(" + ").append(python).append(" pyspark");
    }
    return text.toString();
  }
}
