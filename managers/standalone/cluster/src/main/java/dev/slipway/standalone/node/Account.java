package dev.slipway.standalone.node;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.launch.process.ContainerFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One of the machine's accounts, as its user database has it. */
record Account(String name, int uid, int gid, String home) {
  private static final Duration REMOVAL = Duration.ofSeconds(10);

  // What the agent's own environment says of its own account.
  private static final List<String> OF_THE_AGENT =
      List.of("SLIPWAY_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "MAIL");

  /**
   * @throws SlipwayException INVALID_VALUE when this machine has no such account, or it is root's;
   *     SYSTEM
   */
  static Account find(String name) {
    if (!name.matches("[A-Za-z0-9_][A-Za-z0-9._-]*") || name.matches("[0-9]+")) {
      throw refused(name, "is no account's name");
    }
    String[] fields = lookUp(name).strip().split(":");
    if (fields.length < 6 || !fields[0].equals(name)) {
      throw refused(name, "is not known on this machine");
    }
    Account found =
        new Account(name, Integer.parseInt(fields[2]), Integer.parseInt(fields[3]), fields[5]);
    if (found.uid == 0) {
      throw refused(name, "is root");
    }
    return found;
  }

  private static String lookUp(String name) {
    try {
      Process getent =
          new ProcessBuilder("getent", "passwd", name)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String line = new String(getent.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return getent.waitFor() == 0 ? line : "";
    } catch (IOException e) {
      throw failed("getent cannot be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("interrupted", e);
    }
  }

  /**
   * The same command under this account, with its groups and without any privilege of root's. Its
   * environment is the submitter's to choose, so it is set only after root's rights are given up:
   * the loader, the shell and setpriv itself would obey it as root.
   *
   * @throws SlipwayException SYSTEM
   */
  List<String> command(
      List<String> words, Map<String, String> environment, ContainerFolder folder) {
    Path file = folder.path().resolve("environment");
    write(file, environment);
    List<String> all = new ArrayList<>(setpriv());
    all.addAll(List.of("/bin/sh", "-c", ". \"$0\"; exec \"$@\"", file.toString()));
    all.addAll(words);
    return all;
  }

  private List<String> setpriv() {
    return List.of(
        "setpriv", "--reuid=" + uid, "--regid=" + gid, "--init-groups", "--inh-caps=-all", "--");
  }

  private void write(Path file, Map<String, String> environment) {
    StringBuilder lines = new StringBuilder();
    of(environment)
        .forEach(
            (name, value) -> {
              if (name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
                String quoted = value.replace("'", "'\\''");
                lines.append("export ").append(name).append("='").append(quoted).append("'\n");
              }
            });
    try {
      Files.deleteIfExists(file);
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, lines);
      Files.setAttribute(file, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      throw failed("cannot write " + file, e);
    }
  }

  /** What root's own steps of a start see. */
  static Map<String, String> environmentOfTheStart() {
    return Map.of("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
  }

  private Map<String, String> of(Map<String, String> agents) {
    Map<String, String> all = new TreeMap<>(agents);
    all.keySet().removeAll(OF_THE_AGENT);
    all.put("HOME", home);
    all.put("USER", name);
    all.put("LOGNAME", name);
    return all;
  }

  /**
   * Gives it what lies in a container's folder; what leads the container and its logs stay ours.
   */
  void own(ContainerFolder folder) {
    try {
      for (Path each : List.of(folder.work(), folder.tmp(), folder.local())) {
        own(each);
      }
      // Last: until then nobody else can enter.
      for (Path way : List.of(folder.path().toAbsolutePath().getParent(), folder.path())) {
        Files.setPosixFilePermissions(way, PosixFilePermissions.fromString("rwx--x--x"));
      }
    } catch (IOException e) {
      throw failed("cannot give " + folder.path() + " to " + name, e);
    }
  }

  /**
   * Gives it a folder that nobody else can enter yet, and what lies there; the folder last, so that
   * no process of the account's can exchange what is still to be given.
   */
  void own(Path tree) {
    try {
      Files.setPosixFilePermissions(tree, PosixFilePermissions.fromString("rwx------"));
      try (Stream<Path> all = Files.walk(tree)) {
        for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.setAttribute(file, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
          Files.setAttribute(file, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
        }
      }
    } catch (IOException e) {
      throw failed("cannot give " + tree + " to " + name, e);
    }
  }

  /**
   * Removes what its containers left, with its own rights only: root would follow whatever a
   * process of the account's puts there meanwhile.
   */
  void remove(ContainerFolder folder) throws InterruptedException {
    List<String> words = new ArrayList<>(setpriv());
    words.addAll(List.of("find", "work", "tmp", "local", "-mindepth", "1", "-delete"));
    try {
      Process find =
          new ProcessBuilder(words)
              .directory(folder.path().toFile())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      // It is the account's process, who may stop it.
      if (!find.waitFor(REMOVAL.toMillis(), TimeUnit.MILLISECONDS)) {
        find.destroyForcibly();
      }
    } catch (IOException e) {
      throw failed("setpriv cannot be run", e);
    }
  }

  private static SlipwayException refused(String name, String why) {
    return new SlipwayException(
        ErrorCode.INVALID_VALUE,
        "containers cannot run as '" + name + "', which " + why,
        "give the user an account on every node, and a token of its name");
  }

  private static SlipwayException failed(String what, Exception e) {
    return new SlipwayException(
        ErrorCode.SYSTEM,
        what + ": " + e.getMessage(),
        "look at the node's disk, and whether getent and setpriv are installed",
        e);
  }
}
