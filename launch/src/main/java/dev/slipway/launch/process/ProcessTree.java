package dev.slipway.launch.process;

import dev.slipway.launch.cgroup.ContainerGroup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * All processes of one container: those of its session, those that carry its id in their
 * environment, and those of its control group. A process group would not do: pyspark's daemon makes
 * its own; a session alone would not do: a program may leave it. Processes are never found by name,
 * and a pid that was given to somebody else is recognised by its start time.
 *
 * @param marker {@code NAME=value} in the environment of every process of the container
 * @param leader the session's first process, when it is known
 * @param group its control group; none when it has none
 */
public record ProcessTree(String marker, Optional<ProcessStat> leader, ContainerGroup group) {
  /** The variable that marks a container's processes. */
  public static final String VARIABLE = "SLIPWAY_CONTAINER_ID";

  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
  private static final Duration LAST_WORDS = Duration.ofMillis(500);

  public static ProcessTree of(String containerId, Optional<ProcessStat> leader) {
    return new ProcessTree(VARIABLE + "=" + containerId, leader, ContainerGroup.NONE);
  }

  /** The same, with the processes of this group. */
  public ProcessTree within(ContainerGroup members) {
    return new ProcessTree(marker, leader, members);
  }

  /** Live processes at this moment, the leader included; zombies have ended. */
  public List<ProcessHandle> alive() {
    boolean sessionIsOurs = sessionIsOurs();
    Set<Long> grouped = group.processes();
    return ProcessHandle.allProcesses()
        .filter(process -> isMember(process.pid(), sessionIsOurs, grouped))
        .toList();
  }

  /**
   * Ends them all: TERM, KILL after the grace, again for whatever is born meanwhile. The leader
   * goes last, so that it can write the exit status.
   *
   * @param grace between TERM and KILL; zero: KILL at once
   * @param bound for the whole; at least half a second longer than the grace to be of use
   * @return whether none is left
   */
  public boolean end(Duration grace, Duration bound) throws InterruptedException {
    long start = System.nanoTime();
    if (!grace.isZero()) {
      commands().forEach(ProcessHandle::destroy);
    }
    while (true) {
      Duration past = Duration.ofNanos(System.nanoTime() - start);
      List<ProcessHandle> alive = alive();
      if (alive.isEmpty()) {
        return true;
      }
      if (past.compareTo(bound) > 0) {
        return false;
      }
      boolean overdue = past.compareTo(grace.plus(LAST_WORDS)) > 0;
      if (past.compareTo(grace) >= 0) {
        // ProcessHandle compares start times before it sends a signal.
        (overdue ? alive : commands()).forEach(ProcessHandle::destroyForcibly);
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN.toMillis());
    }
  }

  private List<ProcessHandle> commands() {
    long shim = leader.map(ProcessStat::pid).orElse(-1L);
    return alive().stream().filter(process -> process.pid() != shim).toList();
  }

  /**
   * While a session has members, the kernel gives its number to no new process. So it is ours as
   * long as that number is the leader's or nobody's.
   */
  private boolean sessionIsOurs() {
    return leader
        .map(first -> ProcessStat.of(first.pid()).map(first::isSameProcess).orElse(true))
        .orElse(false);
  }

  private boolean isMember(long pid, boolean sessionIsOurs, Set<Long> grouped) {
    Optional<ProcessStat> stat = ProcessStat.of(pid).filter(ProcessStat::isAlive);
    return stat.isPresent()
        && ((sessionIsOurs && isInSession(stat.get())) || grouped.contains(pid) || isMarked(pid));
  }

  private boolean isInSession(ProcessStat process) {
    return leader
        // Before setsid has run, its first process is in its starter's session still.
        .filter(first -> process.pid() == first.pid() || process.session() == first.pid())
        .filter(first -> process.startTicks() >= first.startTicks())
        .isPresent();
  }

  private boolean isMarked(long pid) {
    try {
      String environment =
          Files.readString(
              Path.of("/proc", Long.toString(pid), "environ"), StandardCharsets.ISO_8859_1);
      return environment.startsWith(marker + "\0") || environment.contains("\0" + marker + "\0");
    } catch (IOException goneOrNotOurs) {
      return false;
    }
  }
}
