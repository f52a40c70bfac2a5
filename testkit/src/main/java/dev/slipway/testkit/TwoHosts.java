package dev.slipway.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Two network namespaces with an address each and one cable between them: for programs, two
 * machines. Needs root and iproute2. Closing takes them away, with all that goes through them.
 */
public final class TwoHosts implements AutoCloseable {
  private static final String PREFIX = "10.213.7.";

  private final Host first;
  private final Host second;

  private TwoHosts(Host first, Host second) {
    this.first = first;
    this.second = second;
  }

  /** One of them. */
  public record Host(String namespace, String address) {
    /** The same command, seen from this host; files and processes are this machine's. */
    public List<String> command(String... words) {
      return Stream.concat(
              Stream.of("nsenter", "--net=/run/netns/" + namespace, "--"), Stream.of(words))
          .toList();
    }

    /** Whether this process, ended ones aside, lies on this host. */
    public boolean holds(long pid) {
      try {
        Path its = Path.of("/proc", Long.toString(pid), "ns/net");
        return Files.isSameFile(its, Path.of("/run/netns", namespace));
      } catch (IOException e) {
        return false; // it ended while it was looked at
      }
    }

    private String cable() {
      return namespace;
    }
  }

  /** Why this machine cannot have them; empty when it can. */
  public static Optional<String> missing() {
    if (!System.getProperty("user.name").equals("root")) {
      return Optional.of("network namespaces need root");
    }
    if (!isInstalled("ip") || !isInstalled("nsenter")) {
      return Optional.of("network namespaces need iproute2 and util-linux");
    }
    String probe = name();
    try {
      ip("netns", "add", probe);
      ip("netns", "del", probe);
      return Optional.empty();
    } catch (IllegalStateException e) {
      return Optional.of("this machine lets us make no network namespaces: " + e.getMessage());
    }
  }

  public static TwoHosts create() {
    TwoHosts hosts = new TwoHosts(new Host(name(), PREFIX + 1), new Host(name(), PREFIX + 2));
    try {
      hosts.set();
      return hosts;
    } catch (RuntimeException e) {
      hosts.close();
      throw e;
    }
  }

  private void set() {
    for (Host host : List.of(first, second)) {
      ip("netns", "add", host.namespace());
    }
    ip(
        List.of("link", "add", first.cable(), "netns", first.namespace(), "type", "veth"),
        List.of("peer", "name", second.cable(), "netns", second.namespace()));
    for (Host host : List.of(first, second)) {
      ip("-n", host.namespace(), "addr", "add", host.address() + "/24", "dev", host.cable());
      ip("-n", host.namespace(), "link", "set", "lo", "up");
      ip("-n", host.namespace(), "link", "set", host.cable(), "up");
    }
  }

  public Host first() {
    return first;
  }

  public Host second() {
    return second;
  }

  /** Pulls the second one's plug: nothing arrives, and nobody is told. */
  public void cut() {
    ip("-n", second.namespace(), "link", "set", second.cable(), "down");
  }

  public void join() {
    ip("-n", second.namespace(), "link", "set", second.cable(), "up");
  }

  @Override
  public void close() {
    for (Host host : List.of(first, second)) {
      if (Files.exists(Path.of("/run/netns", host.namespace()))) {
        ip("netns", "del", host.namespace());
      }
    }
  }

  private static String name() {
    return "slw" + UUID.randomUUID().toString().substring(0, 8);
  }

  private static boolean isInstalled(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private static void ip(List<String> some, List<String> more) {
    ip(Stream.concat(some.stream(), more.stream()).toArray(String[]::new));
  }

  private static void ip(String... words) {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(words));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() != 0) {
        throw new IllegalStateException(String.join(" ", command) + ": " + said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
