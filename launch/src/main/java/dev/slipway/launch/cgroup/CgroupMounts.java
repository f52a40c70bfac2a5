package dev.slipway.launch.cgroup;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Where this machine shows its hierarchies, and where in them this process is; see proc(5) and
 * cgroups(7).
 *
 * @param mountInfo the text of {@code /proc/self/mountinfo}
 * @param ownGroups the text of {@code /proc/self/cgroup}
 */
record CgroupMounts(String mountInfo, String ownGroups) {

  /**
   * @param folder where it is mounted
   * @param root what of the hierarchy is seen there
   */
  private record Mount(String root, Path folder, String type, List<String> options) {}

  /**
   * The groups below which ours may be, best first: the hierarchy's root, which every process of
   * the machine finds again, else the group that this process was given.
   *
   * @param controller empty: version 2
   */
  List<Path> bases(String controller) {
    Optional<Mount> mount =
        mountInfo
            .lines()
            .flatMap(line -> parse(line).stream())
            .filter(
                each ->
                    controller.isEmpty()
                        ? each.type.equals("cgroup2")
                        : each.type.equals("cgroup") && each.options.contains(controller))
            .findFirst();
    return mount.map(found -> List.of(found.folder, own(found, controller))).orElse(List.of());
  }

  private Path own(Mount mount, String controller) {
    String path =
        ownGroups
            .lines()
            .map(line -> line.split(":", 3))
            .filter(fields -> fields.length == 3)
            .filter(fields -> Arrays.asList(fields[1].split(",")).contains(controller))
            .map(fields -> fields[2])
            .findFirst()
            .orElse("/");
    String below =
        mount.root.equals("/") ? path : path.replaceFirst("^\\Q" + mount.root + "\\E", "");
    return mount.folder.resolve(below.replaceFirst("^/+", "")).normalize();
  }

  // 35 31 0:32 / /sys/fs/cgroup/memory rw,relatime shared:9 - cgroup cgroup rw,memory
  private static Optional<Mount> parse(String line) {
    int dash = line.indexOf(" - ");
    if (dash < 0) {
      return Optional.empty();
    }
    String[] before = line.substring(0, dash).split(" ");
    String[] after = line.substring(dash + 3).split(" ");
    if (before.length < 5 || after.length < 3 || !after[0].startsWith("cgroup")) {
      return Optional.empty();
    }
    return Optional.of(
        new Mount(before[3], Path.of(before[4]), after[0], List.of(after[2].split(","))));
  }
}
