package dev.slipway.launch.process;

import dev.slipway.api.SlipwayException;
import dev.slipway.launch.cgroup.ContainerGroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One container's folder.
 *
 * <pre>
 * leader, exit     written by starter and shim: the session leader's line of /proc; the exit status
 * groups           read by the shim: the control groups that the command is to join
 * waits            tmp/handover, which its JVM waits for, is still to be put there, see Handover
 * stdout, stderr   stay when the container has ended
 * work, tmp, local go with it: current folder, temporary files, Spark's blocks and shuffles
 * </pre>
 */
public record ContainerFolder(Path path) {
  private static final List<String> INNER = List.of("work", "tmp", "local");

  /**
   * Makes it, readable to its owner only.
   *
   * @throws SlipwayException SYSTEM
   */
  public void create() {
    try {
      Files.createDirectories(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      for (String name : INNER) {
        Files.createDirectories(path.resolve(name));
      }
    } catch (IOException e) {
      throw SlipwayException.ofFiles("cannot make the container's folder " + path, e);
    }
  }

  /** What marks its processes and its control groups. */
  public String name() {
    return path.getFileName().toString();
  }

  public Path work() {
    return path.resolve("work");
  }

  public Path tmp() {
    return path.resolve("tmp");
  }

  public Path local() {
    return path.resolve("local");
  }

  public Path stdout() {
    return path.resolve("stdout");
  }

  public Path stderr() {
    return path.resolve("stderr");
  }

  /**
   * Called as soon as the leader is started: without it, whoever looks before the shim has written
   * the same line sees a container without processes.
   */
  void keepLeader(long pid) throws IOException {
    String line;
    try {
      line = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    } catch (IOException goneAndWroteItItself) {
      return;
    }
    Path aside = Files.createTempFile(path, "leader", ".new");
    Files.writeString(aside, line);
    Files.move(aside, path.resolve("leader"), StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Where its JVM, when it was started early, looks for its {@link dev.slipway.launch.Handover}.
   */
  public Path handover() {
    return tmp().resolve("handover");
  }

  /** Is there as long as nothing was put there. */
  public Path waits() {
    return path.resolve("waits");
  }

  /** The session's first process, once it is started. */
  public Optional<ProcessStat> leader() {
    return read("leader").flatMap(ProcessStat::parse);
  }

  /** The exit status as a shell shows it, once the command has ended. */
  public Optional<Integer> exitStatus() {
    return read("exit").filter(text -> text.matches("\\d{1,3}")).map(Integer::valueOf);
  }

  /**
   * To be told before the start.
   *
   * @throws SlipwayException SYSTEM
   */
  public void joins(ContainerGroup group) {
    StringBuilder lines = new StringBuilder();
    group.folders().forEach(each -> lines.append(each).append('\n'));
    write("groups", lines);
  }

  /** Room for the status, while there is some: the shim writes it over this. */
  void reserveStatus() {
    write("exit.new", "unknown\n");
  }

  private void write(String name, CharSequence text) {
    try {
      Files.writeString(path.resolve(name), text);
    } catch (IOException e) {
      throw SlipwayException.ofFiles("cannot write " + path.resolve(name), e);
    }
  }

  /** Nothing that it was for has happened: another process may be started in it. */
  public void beginsAgain() {
    removeTree(path.resolve("leader"));
    removeTree(path.resolve("exit"));
  }

  /** Removes what goes with the container's end; what cannot be removed stays. */
  public void removeFiles() {
    INNER.forEach(name -> removeInner(path.resolve(name)));
    removeTree(path.resolve("application.new"));
  }

  /** Removes what a restarted starter would read; only the logs are left then. */
  public void removeRecord() {
    removeTree(path.resolve("leader"));
    removeTree(path.resolve("exit"));
    removeTree(path.resolve("exit.new"));
    removeTree(path.resolve("groups"));
    removeTree(path.resolve("environment"));
    removeTree(waits());
    removeTree(handover());
  }

  private Optional<String> read(String name) {
    try {
      return Optional.of(Files.readString(path.resolve(name)).strip());
    } catch (IOException notThere) {
      return Optional.empty();
    }
  }

  /**
   * Removes all of it, once its processes have ended.
   *
   * @throws IOException something of it cannot be removed, and stays
   */
  public void remove() throws IOException {
    removeFiles();
    removeTree(path);
    if (Files.exists(path)) {
      throw new IOException("something in " + path + " cannot be removed");
    }
  }

  /**
   * What was given to another account is that one's to empty: it could put a link in the way of
   * whoever walks through it with more rights.
   */
  private void removeInner(Path root) {
    try {
      boolean ours = Files.getOwner(root, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(path));
      if (ours) {
        removeTree(root);
      } else {
        Files.deleteIfExists(root);
      }
    } catch (IOException notThereOrNotEmpty) {
      // The folder's next owner tries again.
    }
  }

  private static void removeTree(Path root) {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(root)) {
      tree.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(java.io.File::delete);
    } catch (IOException | UncheckedIOException stays) {
      // Files of another user, or made this moment: the folder's next owner tries again.
    }
  }
}
