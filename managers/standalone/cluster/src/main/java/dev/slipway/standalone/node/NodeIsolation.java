package dev.slipway.standalone.node;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.Resources;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.SlipwayKey;
import dev.slipway.launch.cgroup.ContainerGroup;
import dev.slipway.launch.cgroup.Isolation;
import dev.slipway.launch.cgroup.IsolationFinder;
import dev.slipway.launch.cgroup.NoIsolation;
import dev.slipway.launch.cgroup.NodeGroups;
import dev.slipway.launch.process.ContainerFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What holds this node's containers to their memory and cores, by {@code slipway.isolation}. */
final class NodeIsolation {
  private static final Logger LOG = LoggerFactory.getLogger(NodeIsolation.class);
  private static final Duration BOUND = Duration.ofSeconds(2);

  private final Isolation isolation;
  private final NodeGroups groups;

  private NodeIsolation(Isolation isolation, NodeGroups groups) {
    this.isolation = isolation;
    this.groups = groups;
  }

  /**
   * Makes the node's own group, or finds that of an earlier agent.
   *
   * @throws SlipwayException UNSUPPORTED: strict, and this machine does not let us; INVALID_VALUE
   */
  static NodeIsolation open(
      Path workDir, String id, int cores, String mode, IsolationFinder finder) {
    NodeGroups groups = NodeGroups.in(workDir);
    Isolation isolation =
        switch (mode) {
          case "auto" -> open(groups, name(workDir, id), cores, false, finder);
          case "strict" -> open(groups, name(workDir, id), cores, true, finder);
          case "none" -> new NoIsolation("switched off by " + SlipwayKey.ISOLATION.key());
          default ->
              throw new SlipwayException(
                  ErrorCode.INVALID_VALUE,
                  SlipwayKey.ISOLATION.key() + " is '" + mode + "'",
                  "it is auto, strict or none");
        };
    if (isolation instanceof NoIsolation none) {
      if (mode.equals("strict")) {
        throw refused(id, none.why());
      }
      LOG.warn("{}: nothing holds containers to their memory and cores", isolation.describe());
    } else {
      LOG.info("Containers are held to their memory and cores: {}", isolation.describe());
      groups.record(isolation);
    }
    return new NodeIsolation(isolation, groups);
  }

  private static Isolation open(
      NodeGroups groups, String name, int cores, boolean strict, IsolationFinder finder) {
    Optional<Isolation> recorded = groups.recorded(strict);
    if (recorded.isPresent()) {
      recorded.get().open(cores);
      return recorded.get();
    }
    return finder.open(name, cores, strict);
  }

  private static SlipwayException refused(String id, String why) {
    return new SlipwayException(
        ErrorCode.UNSUPPORTED,
        SlipwayKey.ISOLATION.key()
            + "=strict, but "
            + id
            + " cannot hold containers to their cores: "
            + why,
        "start the node as root or in a delegated control group, or leave "
            + SlipwayKey.ISOLATION.key()
            + "=auto");
  }

  /** Two nodes of one name may be on a machine, but not in one folder. */
  private static String name(Path workDir, String id) {
    return "slipway-"
        + id.replaceAll("[^A-Za-z0-9-]", "_")
        + "-"
        + HexFormat.of().toHexDigits(workDir.toString().hashCode());
  }

  /** As {@code cluster status} shows it. */
  String describe() {
    return isolation.describe();
  }

  boolean isOn() {
    return !isolation.parents().isEmpty();
  }

  /** A group has its folder's name. */
  ContainerGroup group(ContainerFolder folder) {
    return isolation.group(folder.name());
  }

  /**
   * Makes a container's group; one that is there gets these limits.
   *
   * @throws SlipwayException SYSTEM
   */
  void create(ContainerFolder folder, Resources resources) {
    isolation.create(folder.name(), resources);
  }

  /**
   * Makes a group that disturbs nobody.
   *
   * @throws SlipwayException SYSTEM
   */
  void createInBackground(ContainerFolder folder, Resources resources) {
    isolation.create(folder.name(), resources);
    isolation.background(folder.name());
  }

  /** Of a container whose processes have ended. */
  void remove(ContainerFolder folder) throws InterruptedException {
    ContainerGroup group = group(folder);
    if (!group.remove(BOUND)) {
      LOG.error("The control groups of {} stay: {}", folder.name(), group.folders());
    }
  }

  /** Ends and removes what belongs to none of these containers. */
  void sweep(Set<String> known) {
    try {
      if (isOn() && !groups.sweep(isolation, known)) {
        LOG.error("Control groups of an earlier agent stay below {}", isolation.parents());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The node leaves, and its containers have ended. */
  void close() {
    try {
      if (isOn() && !groups.remove()) {
        LOG.error("Control groups stay below {}", isolation.parents());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
