package dev.slipway.launch.cgroup;

import dev.slipway.api.Resources;
import dev.slipway.api.SlipwayException;
import java.nio.file.Path;
import java.util.List;

/**
 * How the containers of one node are held to what they were given: by groups of their own, below a
 * group of the node's own. Memory is a limit; cores are a weight, and a quota too when it is
 * strict. Safe for use by several threads.
 */
public sealed interface Isolation permits CgroupV1, CgroupV2, NoIsolation {

  /** {@code cgroup v1}, {@code cgroup v2}, {@code none (why)}. */
  String describe();

  /** The node's own groups; none when there is no isolation. */
  List<Path> parents();

  /**
   * Makes the node's own groups.
   *
   * @param cores of the node
   * @throws SlipwayException SYSTEM: they cannot be made
   */
  void open(int cores);

  /**
   * Makes a container's groups with their limits; those that are there get these limits.
   *
   * @throws SlipwayException SYSTEM: they cannot be made; what was made is to be removed
   */
  ContainerGroup create(String container, Resources resources);

  /** Of cores its group gets what nobody else wants, until it is created again. */
  void background(String container);

  /** The groups that a container has, or would have. */
  ContainerGroup group(String container);
}
