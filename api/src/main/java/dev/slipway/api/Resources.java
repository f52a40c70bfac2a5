package dev.slipway.api;

/** What a container is given, or a node has: whole cores, and memory. */
public record Resources(int cores, Memory memory) {

  public Resources {
    if (cores < 0) {
      throw new IllegalArgumentException("negative cores");
    }
  }

  public boolean fitsIn(Resources free) {
    return cores <= free.cores && memory.compareTo(free.memory) <= 0;
  }

  public Resources plus(Resources other) {
    return new Resources(cores + other.cores, memory.plus(other.memory));
  }

  public Resources minus(Resources other) {
    return new Resources(cores - other.cores, memory.minus(other.memory));
  }

  @Override
  public String toString() {
    return cores + (cores == 1 ? " core, " : " cores, ") + memory;
  }
}
