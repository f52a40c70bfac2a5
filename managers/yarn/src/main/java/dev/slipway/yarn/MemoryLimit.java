package dev.slipway.yarn;

import dev.slipway.api.ExitInfo;
import dev.slipway.api.ExitInfo.Blame;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.hadoop.yarn.api.records.ContainerExitStatus;

/** A container that was ended because it had more memory than it may: the application's fault. */
public final class MemoryLimit {
  private static final int KILL = 9;
  private static final Pattern LIMIT = Pattern.compile(" of (\\S+ \\S+) physical memory used");

  private MemoryLimit() {}

  /**
   * @param memory and how much of it the container may have
   * @param toRaise the key that gives it more
   */
  public static ExitInfo exceeded(String memory, String toRaise) {
    return exit(memory + "; raise " + toRaise);
  }

  /** Of a process that was killed by nobody of ours: the kernel does not say why. */
  public static String perhaps(String toRaise) {
    return "if the kernel killed it for its memory, raise " + toRaise;
  }

  /** Java reserves far more than it uses. */
  public static ExitInfo exceededVirtual() {
    return exit("virtual memory; switch yarn.nodemanager.vmem-check-enabled off");
  }

  private static ExitInfo exit(String advice) {
    return new ExitInfo(
        Optional.of(128 + KILL),
        Optional.of(KILL),
        true,
        false,
        Blame.APPLICATION,
        "killed by YARN for exceeding its limit of " + advice);
  }

  /**
   * Of an application whose last attempt ended so.
   *
   * @param diagnostics YARN's: of long ones the beginning is missing, where it names the limit
   */
  public static Optional<ExitInfo> in(String diagnostics, String toRaise) {
    return switch (ExitWords.status(diagnostics).orElse(0)) {
      case ContainerExitStatus.KILLED_EXCEEDED_PMEM ->
          Optional.of(exceeded("memory" + limit(diagnostics), toRaise));
      case ContainerExitStatus.KILLED_EXCEEDED_VMEM -> Optional.of(exceededVirtual());
      default -> Optional.empty();
    };
  }

  private static String limit(String diagnostics) {
    return LIMIT
        .matcher(diagnostics)
        .results()
        .map((MatchResult found) -> " of " + found.group(1))
        .reduce("", (first, second) -> second);
  }
}
