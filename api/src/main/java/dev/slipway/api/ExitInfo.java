package dev.slipway.api;

import java.util.Optional;

/**
 * How a container ended.
 *
 * @param code the exit code, 128+n after signal n; empty when nobody could learn it
 * @param outOfMemory the kernel ended it at its memory limit
 * @param preempted the manager took it back for somebody else
 * @param detail one sentence for people
 */
public record ExitInfo(
    Optional<Integer> code,
    Optional<Integer> signal,
    boolean outOfMemory,
    boolean preempted,
    Blame blame,
    String detail) {

  /**
   * Whose fault an exit was. Only the application's count against {@code spark.task.maxFailures}.
   */
  public enum Blame {
    APPLICATION,
    PLATFORM
  }

  /** An exit by itself, with a code a shell would show. */
  public static ExitInfo exited(int code) {
    Optional<Integer> signal =
        code > 128 && code < 128 + 65 ? Optional.of(code - 128) : Optional.empty();
    String how = signal.map(n -> "ended by signal " + n).orElse("exited with code " + code);
    return new ExitInfo(Optional.of(code), signal, false, false, Blame.APPLICATION, how);
  }

  /** Gone with its node, or ended by the manager; nobody's code. */
  public static ExitInfo lost(String why) {
    return new ExitInfo(Optional.empty(), Optional.empty(), false, false, Blame.PLATFORM, why);
  }

  /** Ended because somebody asked for it. */
  public ExitInfo asRequested(String why) {
    return new ExitInfo(code, signal, outOfMemory, preempted, Blame.PLATFORM, why);
  }
}
