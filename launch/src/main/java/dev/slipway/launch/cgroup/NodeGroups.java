package dev.slipway.launch.cgroup;

import dev.slipway.api.SlipwayException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a node made, written down in its work folder, so that whoever comes after a killed agent
 * finds it: the next agent, or who ends the node.
 */
public record NodeGroups(Path file) {
  private static final Duration BOUND = Duration.ofSeconds(2);

  /** Of the node with this work folder. */
  public static NodeGroups in(Path workDir) {
    return new NodeGroups(workDir.resolve("cgroups"));
  }

  /** What the node had; empty when nothing of it is left. */
  public Optional<Isolation> recorded(boolean strict) {
    try {
      List<String> lines = Files.readAllLines(file);
      List<Path> paths = lines.stream().skip(1).map(Path::of).toList();
      if (paths.stream().noneMatch(Files::isDirectory)) {
        return Optional.empty();
      }
      return Optional.of(
          lines.get(0).equals("cgroup v2")
              ? new CgroupV2(paths.get(0), strict)
              : new CgroupV1(paths.get(0), paths.get(paths.size() - 1), strict));
    } catch (NoSuchFileException never) {
      return Optional.empty();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /**
   * @throws SlipwayException SYSTEM
   */
  public void record(Isolation isolation) {
    StringBuilder text = new StringBuilder(isolation.describe()).append('\n');
    isolation.parents().forEach(parent -> text.append(parent).append('\n'));
    try {
      Files.createDirectories(file.resolveSibling(""));
      Files.writeString(file, text);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /**
   * Ends what is in the groups of unknown containers, and removes those.
   *
   * @return whether they are gone
   */
  public boolean sweep(Isolation isolation, Set<String> known) throws InterruptedException {
    boolean gone = true;
    for (String container : containers(isolation)) {
      if (!known.contains(container)) {
        gone &= isolation.group(container).end(BOUND);
      }
    }
    return gone;
  }

  /**
   * Removes all that the node made, and what was written down of it.
   *
   * @return whether it is gone
   */
  public boolean remove() throws InterruptedException {
    Optional<Isolation> isolation = recorded(false);
    boolean gone = true;
    if (isolation.isPresent()) {
      gone = sweep(isolation.get(), Set.of());
      gone &= new ContainerGroup(isolation.get().parents(), Optional.empty()).remove(BOUND);
    }
    if (gone) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw failure(e);
      }
    }
    return gone;
  }

  private static Set<String> containers(Isolation isolation) {
    Set<String> names = new TreeSet<>();
    for (Path parent : isolation.parents()) {
      try (DirectoryStream<Path> groups = Files.newDirectoryStream(parent, Files::isDirectory)) {
        groups.forEach(group -> names.add(group.getFileName().toString()));
      } catch (IOException gone) {
        // Nothing to sweep there.
      }
    }
    return names;
  }

  private SlipwayException failure(IOException e) {
    return SlipwayException.ofFiles("cannot use " + file, e);
  }
}
