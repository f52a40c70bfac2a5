package dev.slipway.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A Kerberos realm on this machine: a KDC, a JVM of the sandbox's, and one keytab with the keys of
 * everybody in it.
 */
public final class Kerberos implements AutoCloseable {
  private static final String REALM = "EXAMPLE.COM";
  private static final String HOST = "localhost";

  /** Hadoop's daemons, and their web pages. */
  private static final List<String> SERVICES = List.of("nn", "dn", "rm", "nm", "HTTP");

  private final Sandbox sandbox;
  private final Path folder;
  private final Run kdc;

  private Kerberos(Sandbox sandbox, Path folder, Run kdc) {
    this.sandbox = sandbox;
    this.folder = folder;
    this.kdc = kdc;
  }

  /** Returns when it answers. */
  public static Kerberos start(Sandbox sandbox, String... people) {
    Path folder = sandbox.folder().resolve("kerberos");
    List<String> command = java("org.apache.hadoop.minikdc.MiniKdc");
    try {
      Files.createDirectories(folder);
      command.add(folder.toString());
      command.add(Files.writeString(folder.resolve("kdc.properties"), "").toString());
      command.add(folder.resolve("all.keytab").toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    SERVICES.forEach(service -> command.add(service + "/" + HOST));
    command.addAll(Stream.of(people).toList());
    Run kdc = sandbox.run(command, Map.of()).awaitOutput("to stop it");
    return new Kerberos(sandbox, folder, kdc);
  }

  private static List<String> java(String program) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", Checkout.hadoop() + "/*", program));
    return command;
  }

  /** A new ticket of this principal's, as kinit gets it; a file for {@code KRB5CCNAME}. */
  public Path ticket(String principal) {
    Path cache = folder.resolve(principal.replace('/', '-') + ".ticket");
    List<String> command = java(Checkout.root().resolve("testkit/hadoop/Kinit.java").toString());
    command.addAll(List.of(principal, keytab().toString(), folder.toString(), cache.toString()));
    Run run = sandbox.run(command, Map.of());
    assertThat(run.exitCode()).as("%s", run).isZero();
    return cache;
  }

  /** Of everybody. */
  public Path keytab() {
    return folder.resolve("all.keytab");
  }

  public String person(String name) {
    return name + "@" + REALM;
  }

  public String service(String name) {
    return person(name + "/" + HOST);
  }

  /** By which a JVM finds it: elsewhere the machine has one in {@code /etc}. */
  public String javaOption() {
    return "-Djava.security.krb5.conf=" + folder.resolve("krb5.conf");
  }

  @Override
  public void close() {
    kdc.stop();
  }
}
