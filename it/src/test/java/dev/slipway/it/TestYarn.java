package dev.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testkit.Checkout;
import dev.slipway.testkit.HadoopCluster;
import dev.slipway.testkit.Kerberos;
import dev.slipway.testkit.Run;
import dev.slipway.testkit.Sandbox;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A real YARN with HDFS, and the command line beside it, in a sandbox of their own. */
final class TestYarn implements AutoCloseable {
  private final Sandbox sandbox;
  private final HadoopCluster hadoop;
  private final Optional<Kerberos> kerberos;

  private TestYarn(Sandbox sandbox, HadoopCluster hadoop, Optional<Kerberos> kerberos) {
    this.sandbox = sandbox;
    this.hadoop = hadoop;
    this.kerberos = kerberos;
  }

  /** See {@link HadoopCluster#start}. */
  static TestYarn start(int nodes, int cores, int mebibytes) {
    return start(nodes, cores, mebibytes, Map.of());
  }

  static TestYarn start(int nodes, int cores, int mebibytes, Map<String, String> more) {
    Sandbox sandbox = Sandbox.create();
    try {
      Map<String, String> yarn = new HashMap<>(more);
      yarn.put("yarn.log-aggregation-enable", "true");
      return new TestYarn(
          sandbox, HadoopCluster.start(sandbox, nodes, cores, mebibytes, yarn), Optional.empty());
    } catch (RuntimeException | Error e) {
      sandbox.close();
      throw e;
    }
  }

  /**
   * With Kerberos, one node, and homes for these people. Without log aggregation: under Kerberos a
   * NodeManager needs Hadoop's native library for it.
   */
  static TestYarn startSecure(int cores, int mebibytes, String... people) {
    Sandbox sandbox = Sandbox.create();
    Kerberos kerberos = null;
    try {
      kerberos = Kerberos.start(sandbox, people);
      TestYarn made =
          new TestYarn(
              sandbox,
              HadoopCluster.startSecure(sandbox, kerberos, cores, mebibytes, Map.of()),
              Optional.of(kerberos));
      for (String person : people) {
        made.makeHome(person);
      }
      return made;
    } catch (RuntimeException | Error e) {
      if (kerberos != null) {
        kerberos.close();
      }
      sandbox.close();
      throw e;
    }
  }

  Kerberos kerberos() {
    return kerberos.orElseThrow();
  }

  Sandbox sandbox() {
    return sandbox;
  }

  HadoopCluster hadoop() {
    return hadoop;
  }

  /** A home on HDFS, as an administrator makes it. */
  void makeHome(String user) {
    for (String[] words :
        new String[][] {{"-mkdir", "-p", "/user/" + user}, {"-chown", user, "/user/" + user}}) {
      Run run = hadoop.fileSystem(words);
      assertThat(run.exitCode()).as("%s", run).isZero();
    }
  }

  /** Of those who submit. */
  Map<String, String> environment() {
    Map<String, String> environment = sandbox.environment();
    environment.putAll(variables());
    environment.put(
        "SLIPWAY_RUNTIME_JAR",
        Checkout.root().resolve("target/slipway/runtime/slipway-runtime.jar").toString());
    return environment;
  }

  /** {@code ./slipway} with these words. */
  Run slipway(String... words) {
    return slipway(Map.of(), words);
  }

  /** With more in its environment. */
  Run slipway(Map<String, String> more, String... words) {
    List<String> command = new ArrayList<>(List.of("./slipway"));
    command.addAll(List.of(words));
    Map<String, String> all = variables();
    all.putAll(more);
    return sandbox.run(command, all);
  }

  private Map<String, String> variables() {
    Map<String, String> variables = new HashMap<>();
    variables.put("HADOOP_CONF_DIR", hadoop.configuration().toString());
    kerberos.ifPresent(
        realm -> {
          variables.put("JAVA_TOOL_OPTIONS", realm.javaOption());
          // Whatever ticket there is on this machine.
          variables.put("KRB5CCNAME", sandbox.folder().resolve("no-ticket").toString());
        });
    return variables;
  }

  Run succeed(String... words) {
    Run run = slipway(words);
    assertThat(run.exitCode()).as("%s", run).isZero();
    return run;
  }

  @Override
  public void close() {
    hadoop.close();
    kerberos.ifPresent(Kerberos::close);
    sandbox.close();
  }
}
