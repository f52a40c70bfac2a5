package dev.slipway.launch.cgroup;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds which control groups this machine lets us use: version 2, else version 1, else none. */
public final class IsolationFinder {
  private final CgroupMounts mounts;

  /**
   * @param mountInfo the text of {@code /proc/self/mountinfo}
   * @param ownGroups the text of {@code /proc/self/cgroup}
   */
  public IsolationFinder(String mountInfo, String ownGroups) {
    this.mounts = new CgroupMounts(mountInfo, ownGroups);
  }

  /**
   * @throws SlipwayException {@link ErrorCode#SYSTEM}: /proc cannot be read
   */
  public static IsolationFinder ofThisMachine() {
    Path self = Path.of("/proc/self");
    try {
      return new IsolationFinder(
          Files.readString(self.resolve("mountinfo")), Files.readString(self.resolve("cgroup")));
    } catch (IOException e) {
      throw new SlipwayException(
          ErrorCode.SYSTEM, "cannot read " + self + ": " + e.getMessage(), "mount /proc", e);
    }
  }

  /**
   * Only looks; nothing is made.
   *
   * @param node the name of the node's own group
   */
  public Isolation find(String node, boolean strict) {
    List<Path> bases = mounts.bases("");
    Optional<Path> second =
        bases.stream().filter(CgroupV2::isOfUse).filter(Files::isWritable).findFirst();
    if (second.isPresent()) {
      return new CgroupV2(second.get().resolve(node), strict);
    }
    Optional<Path> memory = writable("memory");
    Optional<Path> cpu = writable("cpu");
    if (memory.isPresent() && cpu.isPresent()) {
      return new CgroupV1(memory.get().resolve(node), cpu.get().resolve(node), strict);
    }
    return new NoIsolation(why(bases));
  }

  /** Finds and makes the node's own groups; when that fails there is no isolation. */
  public Isolation open(String node, int cores, boolean strict) {
    Isolation found = find(node, strict);
    try {
      found.open(cores);
      return found;
    } catch (SlipwayException e) {
      return new NoIsolation(found.describe() + ": " + e.problem());
    }
  }

  private Optional<Path> writable(String controller) {
    return mounts.bases(controller).stream().filter(Files::isWritable).findFirst();
  }

  private String why(List<Path> second) {
    boolean first = !mounts.bases("memory").isEmpty() && !mounts.bases("cpu").isEmpty();
    if (first || second.stream().anyMatch(CgroupV2::isOfUse)) {
      return "this user may not write to the control groups";
    }
    return second.isEmpty()
        ? "no control groups are mounted"
        : "the control groups here have no cpu and memory controllers";
  }
}
