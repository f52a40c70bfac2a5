package dev.slipway.cli.doctor;

import dev.slipway.cli.Workplace;
import dev.slipway.launch.cgroup.Isolation;
import dev.slipway.launch.cgroup.IsolationFinder;
import dev.slipway.launch.cgroup.NoIsolation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Control groups, addresses and ports, folders. */
final class Machine {
  private static final int SPARK_UI = 4040;

  private final Workplace workplace;

  Machine(Workplace workplace) {
    this.workplace = workplace;
  }

  List<Finding> look() {
    return List.of(
        cgroups(),
        address(),
        ports(),
        folder("state folder", workplace.folders().state()),
        folder("cache folder", workplace.folders().cache()));
  }

  private static Finding cgroups() {
    Isolation found = IsolationFinder.ofThisMachine().find("doctor", false);
    return found instanceof NoIsolation none
        ? Finding.note(
            "cgroups",
            none.describe() + ": the kernel holds no container to its limits",
            "start nodes as root, or in a delegated control group")
        : Finding.ok("cgroups", found.describe());
  }

  /** Spark's driver binds to what the host's name resolves to. */
  private Finding address() {
    if (!workplace.environment().getOrDefault("SPARK_LOCAL_IP", "").isEmpty()) {
      return Finding.ok(
          "address", workplace.environment().get("SPARK_LOCAL_IP") + " (SPARK_LOCAL_IP)");
    }
    try {
      InetAddress own = InetAddress.getLocalHost();
      try (ServerSocket socket = new ServerSocket(0, 1, own)) {
        return Finding.ok("address", own.getHostName() + " = " + own.getHostAddress());
      }
    } catch (IOException e) {
      return Finding.note(
          "address",
          "the host's name has no address that can be listened on: " + e.getMessage(),
          "export SPARK_LOCAL_IP=127.0.0.1");
    }
  }

  private static Finding ports() {
    try (ServerSocket socket = new ServerSocket(SPARK_UI)) {
      return Finding.ok("ports", socket.getLocalPort() + " (Spark's UI) is free");
    } catch (IOException e) {
      return Finding.note("ports", SPARK_UI + " (Spark's UI) is in use: Spark takes the next", "");
    }
  }

  private static Finding folder(String what, Path folder) {
    Path existing = nearest(folder);
    return Files.isDirectory(existing) && Files.isWritable(existing)
        ? Finding.ok(what, folder.toString())
        : Finding.missing(
            what, folder + " cannot be written", "export SLIPWAY_HOME=/a/folder/of/yours");
  }

  /** The folder itself, or the nearest above it that is there. */
  private static Path nearest(Path folder) {
    Path parent = folder.getParent();
    return Files.exists(folder) || parent == null ? folder : nearest(parent);
  }
}
