package dev.slipway.standalone.node;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.launch.cgroup.ContainerGroup;
import dev.slipway.launch.cgroup.Isolation;
import dev.slipway.launch.cgroup.NodeGroups;
import dev.slipway.launch.process.ProcessTree;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The containers of an agent that is not there any more: killed, it could not end them. */
public final class Leftovers {
  private static final Duration GRACE = Duration.ofSeconds(1);
  private static final Duration BOUND = Duration.ofSeconds(6);

  private final ContainerStore store;
  private final NodeGroups groups;

  public Leftovers(Path workDir) {
    this.store = new ContainerStore(workDir);
    this.groups = NodeGroups.in(workDir);
  }

  /**
   * Ends them and forgets them, their control groups too; their logs stay. Not to be called while
   * an agent uses the folder.
   *
   * @throws SlipwayException SYSTEM when a process cannot be ended, or a control group not removed
   */
  public void end() {
    Optional<Isolation> isolation = groups.recorded(false);
    for (ContainerIdentity identity : store.list()) {
      try {
        ContainerGroup group =
            isolation.map(each -> each.group(identity.id())).orElse(ContainerGroup.NONE);
        ProcessTree tree =
            ProcessTree.of(identity.id(), store.folder(identity.id()).leader()).within(group);
        if (!tree.end(GRACE, BOUND)) {
          throw failure(identity, "has processes that cannot be ended");
        }
        store.forget(identity.id());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw failure(identity, "could not be ended: interrupted");
      }
    }
    removeGroups();
  }

  private void removeGroups() {
    try {
      if (groups.remove()) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new SlipwayException(
        ErrorCode.SYSTEM,
        "control groups of the node stay, those in " + groups.file(),
        "end the processes in their cgroup.procs, then run the same again");
  }

  private static SlipwayException failure(ContainerIdentity identity, String what) {
    return new SlipwayException(
        ErrorCode.SYSTEM,
        "container " + identity.id() + " " + what,
        "look for processes with SLIPWAY_CONTAINER_ID=" + identity.id() + " in their environment");
  }
}
