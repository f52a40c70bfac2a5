package dev.slipway.launch.cgroup;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * The control groups of one container, whether they are there or not.
 *
 * @param folders one for each hierarchy; none when the machine gives no isolation
 * @param events where the kernel counts its kills, as {@code oom_kill N}
 */
public record ContainerGroup(List<Path> folders, Optional<Path> events) {
  /** Of a container that nothing holds to its limits. */
  public static final ContainerGroup NONE = new ContainerGroup(List.of(), Optional.empty());

  static final String PROCESSES = "cgroup.procs";

  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

  public ContainerGroup {
    folders = List.copyOf(folders);
  }

  /** The ids of the live processes in it and in what they made below it. */
  public Set<Long> processes() {
    Set<Long> found = new TreeSet<>();
    for (Path folder : folders) {
      for (Path each : withBelow(folder)) {
        GroupFiles.words(each.resolve(PROCESSES)).forEach(word -> found.add(Long.valueOf(word)));
      }
    }
    return found;
  }

  /** How many of its processes the kernel has ended because the memory's limit was reached. */
  public long killsAtLimit() {
    List<String> words = events.map(GroupFiles::words).orElse(List.of());
    int name = words.indexOf("oom_kill");
    return name < 0 || name + 1 == words.size() ? 0 : Long.parseLong(words.get(name + 1));
  }

  /**
   * Ends what is in it at once, and removes it.
   *
   * @return whether it is gone
   */
  public boolean end(Duration bound) throws InterruptedException {
    long end = System.nanoTime() + bound.toNanos();
    while (true) {
      processes().forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
      if (remove(LOOK_AGAIN)) {
        return true;
      }
      if (System.nanoTime() > end) {
        return false;
      }
    }
  }

  /**
   * Removes it; the kernel keeps a group as long as a process is in it.
   *
   * @return whether it is gone
   */
  public boolean remove(Duration bound) throws InterruptedException {
    long end = System.nanoTime() + bound.toNanos();
    while (!removeNow()) {
      if (System.nanoTime() > end) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN.toMillis());
    }
    return true;
  }

  private boolean removeNow() {
    boolean gone = true;
    for (Path folder : folders) {
      for (Path each : withBelow(folder)) {
        gone &= removeNow(each);
      }
    }
    return gone;
  }

  private static boolean removeNow(Path folder) {
    try {
      Files.deleteIfExists(folder);
      return true;
    } catch (IOException busy) {
      return false;
    }
  }

  /** The deepest first. */
  private static List<Path> withBelow(Path folder) {
    List<Path> all = new ArrayList<>();
    try (DirectoryStream<Path> below = Files.newDirectoryStream(folder, Files::isDirectory)) {
      below.forEach(each -> all.addAll(withBelow(each)));
    } catch (NoSuchFileException gone) {
      return List.of();
    } catch (IOException | DirectoryIteratorException unreadable) {
      // Removing it will say whether it is of importance.
    }
    all.add(folder);
    return all;
  }
}
