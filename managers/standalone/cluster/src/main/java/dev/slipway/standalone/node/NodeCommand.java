package dev.slipway.standalone.node;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.ContainerMemory;
import dev.slipway.api.JvmSpec;
import dev.slipway.launch.Handover;
import dev.slipway.link.ServerMessage.Problem;
import dev.slipway.standalone.submit.UploadedFile;
import java.util.Optional;

/** What the server tells a node's agent. Every command may come twice. */
public sealed interface NodeCommand {

  record Welcome(int protocol) implements NodeCommand {}

  /** The connection is closed after this. */
  record Refused(Problem problem) implements NodeCommand {}

  /**
   * @param jvm without placeholders, and without what is handed over
   * @param memory of what the container's memory is the sum
   * @param configuration of the client, in cluster mode
   * @param handover holds a secret, so it is never logged; empty: it follows later
   */
  record Start(
      ContainerIdentity identity,
      JvmSpec jvm,
      Optional<ContainerMemory> memory,
      Optional<UploadedFile> configuration,
      Optional<Handover> handover)
      implements NodeCommand {}

  /**
   * @param spec of an application in cluster mode; holds secrets, so it is never logged
   */
  record StartDriver(ContainerIdentity identity, ApplicationSpec spec, ContainerMemory memory)
      implements NodeCommand {}

  /** For a container whose start had none; else, or again, it is ignored. */
  record HandOver(String container, Handover handover) implements NodeCommand {}

  /** TERM to all its processes, KILL after the grace. */
  record Stop(String container, long graceMillis) implements NodeCommand {}

  /** Its end is recorded. */
  record Forget(String container) implements NodeCommand {}

  record ReadLog(long question, String container, String stream, long offset, int limit)
      implements NodeCommand {}

  /** It is drained and gets no new containers, so what is kept ready for them may go. */
  record Drain() implements NodeCommand {}

  /** It is drained, and nothing runs there: its agent is to end. */
  record Leave() implements NodeCommand {}

  record Ping() implements NodeCommand {}
}
