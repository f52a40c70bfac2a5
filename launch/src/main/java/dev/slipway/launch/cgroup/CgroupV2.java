package dev.slipway.launch.cgroup;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.Resources;
import dev.slipway.api.SlipwayException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The second version, one hierarchy; see the kernel's {@code admin-guide/cgroup-v2.rst}. A group
 * other than the root that hands controllers to groups below it may hold no process itself.
 *
 * @param parent the node's own group
 * @param strict cores are a quota too
 */
public record CgroupV2(Path parent, boolean strict) implements Isolation {
  private static final int WEIGHT_OF_A_CORE = 100;
  private static final String LEAST_WEIGHT = "1";
  private static final int MOST_WEIGHT = 10_000;
  private static final int PERIOD_MICROS = 100_000;
  private static final String HANDED_DOWN = "cgroup.subtree_control";
  private static final List<String> CONTROLLERS = List.of("cpu", "memory");

  /** Whether the groups below this one can have what containers need. */
  static boolean isOfUse(Path base) {
    return GroupFiles.words(base.resolve("cgroup.controllers")).containsAll(CONTROLLERS);
  }

  @Override
  public String describe() {
    return "cgroup v2";
  }

  @Override
  public List<Path> parents() {
    return List.of(parent);
  }

  @Override
  public void open(int cores) {
    Path base = Objects.requireNonNull(parent.getParent());
    if (!GroupFiles.words(base.resolve(HANDED_DOWN)).containsAll(CONTROLLERS)) {
      makeRoom(base, ProcessHandle.current().pid());
      handDown(base);
    }
    GroupFiles.makeFolder(parent);
    GroupFiles.write(parent.resolve("cpu.weight"), weight(cores));
    handDown(parent);
  }

  @Override
  public ContainerGroup create(String container, Resources resources) {
    ContainerGroup group = group(container);
    Path folder = parent.resolve(container);
    GroupFiles.makeFolder(folder);
    GroupFiles.write(
        folder.resolve("memory.max"), Long.toString(resources.memory().mebibytes() << 20));
    GroupFiles.writeIfThere(folder.resolve("memory.swap.max"), "0");
    // A container that lost one of its processes is of no use: all of them at once.
    GroupFiles.writeIfThere(folder.resolve("memory.oom.group"), "1");
    GroupFiles.write(folder.resolve("cpu.weight"), weight(resources.cores()));
    if (strict) {
      long quota = (long) Math.max(1, resources.cores()) * PERIOD_MICROS;
      GroupFiles.write(folder.resolve("cpu.max"), quota + " " + PERIOD_MICROS);
    }
    return group;
  }

  @Override
  public void background(String container) {
    GroupFiles.write(parent.resolve(container).resolve("cpu.weight"), LEAST_WEIGHT);
  }

  @Override
  public ContainerGroup group(String container) {
    Path folder = parent.resolve(container);
    return new ContainerGroup(List.of(folder), Optional.of(folder.resolve("memory.events")));
  }

  /** This process may leave a group that is its own; nobody else is moved. */
  private static void makeRoom(Path base, long self) {
    boolean isRoot = !Files.exists(base.resolve("cgroup.type"));
    List<String> inside = GroupFiles.words(base.resolve(ContainerGroup.PROCESSES));
    if (isRoot || inside.isEmpty()) {
      return;
    }
    if (!inside.equals(List.of(Long.toString(self)))) {
      throw new SlipwayException(
          ErrorCode.SYSTEM,
          "the group " + base + " holds other processes, so it cannot hand out CPU and memory",
          "start the node in a group of its own, e.g. systemd-run --user --scope"
              + " -p Delegate=yes slipway node");
    }
    Path agent = base.resolve("slipway-agent");
    GroupFiles.makeFolder(agent);
    GroupFiles.write(agent.resolve(ContainerGroup.PROCESSES), Long.toString(self));
  }

  private static void handDown(Path group) {
    GroupFiles.write(group.resolve(HANDED_DOWN), "+cpu +memory");
  }

  private static String weight(int cores) {
    return Long.toString(Math.min(MOST_WEIGHT, (long) Math.max(1, cores) * WEIGHT_OF_A_CORE));
  }
}
