package dev.slipway.launch.cgroup;

import dev.slipway.api.Resources;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The first version, a hierarchy for each controller; see the kernel's {@code
 * admin-guide/cgroup-v1/memory.rst} and {@code scheduler/sched-bwc.rst}.
 *
 * @param memory the node's own group in that hierarchy
 * @param cpu the same in the other; both may be one
 * @param strict cores are a quota too
 */
public record CgroupV1(Path memory, Path cpu, boolean strict) implements Isolation {
  private static final int SHARES_OF_A_CORE = 1024;
  private static final String LEAST_SHARES = "2";
  private static final int MOST_SHARES = 1 << 18;
  private static final int PERIOD_MICROS = 100_000;

  @Override
  public String describe() {
    return "cgroup v1";
  }

  @Override
  public List<Path> parents() {
    return Stream.of(memory, cpu).distinct().toList();
  }

  @Override
  public void open(int cores) {
    parents().forEach(GroupFiles::makeFolder);
    GroupFiles.write(cpu.resolve("cpu.shares"), shares(cores));
  }

  @Override
  public ContainerGroup create(String container, Resources resources) {
    ContainerGroup group = group(container);
    group.folders().forEach(GroupFiles::makeFolder);
    String bytes = Long.toString(resources.memory().mebibytes() << 20);
    Path limited = memory.resolve(container);
    // An earlier limit of both together may be below the new one of memory.
    GroupFiles.writeIfThere(limited.resolve("memory.memsw.limit_in_bytes"), "-1");
    GroupFiles.write(limited.resolve("memory.limit_in_bytes"), bytes);
    // Memory and swap together: at the limit it is ended, not slow.
    GroupFiles.writeIfThere(limited.resolve("memory.memsw.limit_in_bytes"), bytes);
    Path weighted = cpu.resolve(container);
    GroupFiles.write(weighted.resolve("cpu.shares"), shares(resources.cores()));
    if (strict) {
      GroupFiles.write(weighted.resolve("cpu.cfs_period_us"), Integer.toString(PERIOD_MICROS));
      GroupFiles.write(
          weighted.resolve("cpu.cfs_quota_us"),
          Long.toString((long) Math.max(1, resources.cores()) * PERIOD_MICROS));
    }
    return group;
  }

  @Override
  public void background(String container) {
    GroupFiles.write(cpu.resolve(container).resolve("cpu.shares"), LEAST_SHARES);
  }

  @Override
  public ContainerGroup group(String container) {
    Path limited = memory.resolve(container);
    return new ContainerGroup(
        parents().stream().map(parent -> parent.resolve(container)).toList(),
        Optional.of(limited.resolve("memory.oom_control")));
  }

  private static String shares(int cores) {
    return Long.toString(Math.min(MOST_SHARES, (long) Math.max(1, cores) * SHARES_OF_A_CORE));
  }
}
