package dev.slipway.standalone.node;

import dev.slipway.api.ContainerMemory;
import dev.slipway.api.ExitInfo;
import java.util.Optional;

/** The words for a container that was over its memory limit. */
final class OutOfMemory {
  private static final int KILLED = 137;

  private OutOfMemory() {}

  /**
   * @param status as its shim wrote it
   * @param sum of what the limit is the sum, when that is known
   */
  static ExitInfo exit(ExitInfo status, ContainerIdentity identity, Optional<ContainerMemory> sum) {
    String limit =
        sum.map(ContainerMemory::describe)
            .orElseGet(() -> identity.resources().memory().toString());
    String settings =
        switch (identity.role()) {
          case EXECUTOR -> "spark.executor.memoryOverhead or spark.executor.memory";
          case DRIVER -> "spark.driver.memoryOverhead or spark.driver.memory";
        };
    return new ExitInfo(
        status.code().or(() -> Optional.of(KILLED)),
        status.signal(),
        true,
        false,
        ExitInfo.Blame.APPLICATION,
        "out of memory: killed over its memory limit of " + limit + "; raise " + settings);
  }
}
