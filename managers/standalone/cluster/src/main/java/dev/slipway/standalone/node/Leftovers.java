package dev.slipway.standalone.node;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.launch.process.ProcessTree;
import java.nio.file.Path;
import java.time.Duration;

/** The containers of an agent that is not there any more: killed, it could not end them. */
public final class Leftovers {
  private static final Duration GRACE = Duration.ofSeconds(1);
  private static final Duration BOUND = Duration.ofSeconds(6);

  private final ContainerStore store;

  public Leftovers(Path workDir) {
    this.store = new ContainerStore(workDir);
  }

  /**
   * Ends them and forgets them; their logs stay. Not to be called while an agent uses the folder.
   *
   * @throws SlipwayException SYSTEM when a process cannot be ended
   */
  public void end() {
    for (ContainerIdentity identity : store.list()) {
      try {
        ProcessTree tree = ProcessTree.of(identity.id(), store.folder(identity.id()).leader());
        if (!tree.end(GRACE, BOUND)) {
          throw failure(identity, "has processes that cannot be ended");
        }
        store.forget(identity.id());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw failure(identity, "could not be ended: interrupted");
      }
    }
  }

  private static SlipwayException failure(ContainerIdentity identity, String what) {
    return new SlipwayException(
        ErrorCode.SYSTEM,
        "container " + identity.id() + " " + what,
        "look for processes with SLIPWAY_CONTAINER_ID=" + identity.id() + " in their environment");
  }
}
