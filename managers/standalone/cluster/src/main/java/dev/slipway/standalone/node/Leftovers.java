package dev.slipway.standalone.node;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.launch.cgroup.ContainerGroup;
import dev.slipway.launch.cgroup.NodeGroups;
import dev.slipway.launch.process.ContainerFolder;
import dev.slipway.launch.process.ProcessTree;
import java.nio.file.Path;
import java.time.Duration;

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
    for (ContainerFolder pooled : store.pooled()) {
      end(pooled);
      store.discard(pooled);
    }
    for (ContainerStore.Stored container : store.list()) {
      end(container.folder());
      store.forget(container.identity().id());
    }
    removeGroups();
  }

  private void end(ContainerFolder folder) {
    String name = folder.name();
    ContainerGroup group =
        groups.recorded(false).map(each -> each.group(name)).orElse(ContainerGroup.NONE);
    try {
      if (!ProcessTree.of(name, folder.leader()).within(group).end(GRACE, BOUND)) {
        throw failure(name, "has processes that cannot be ended");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure(name, "could not be ended: interrupted");
    }
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

  private static SlipwayException failure(String container, String what) {
    return new SlipwayException(
        ErrorCode.SYSTEM,
        "container " + container + " " + what,
        "look for processes with SLIPWAY_CONTAINER_ID=" + container + " in their environment");
  }
}
