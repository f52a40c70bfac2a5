package dev.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testkit.Checkout;
import dev.slipway.testkit.HadoopCluster;
import dev.slipway.testkit.Run;
import dev.slipway.testkit.Sandbox;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A real YARN with HDFS, and the command line beside it, in a sandbox of their own. */
final class TestYarn implements AutoCloseable {
  private final Sandbox sandbox;
  private final HadoopCluster hadoop;

  private TestYarn(Sandbox sandbox, HadoopCluster hadoop) {
    this.sandbox = sandbox;
    this.hadoop = hadoop;
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
      return new TestYarn(sandbox, HadoopCluster.start(sandbox, nodes, cores, mebibytes, yarn));
    } catch (RuntimeException | Error e) {
      sandbox.close();
      throw e;
    }
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
    environment.put("HADOOP_CONF_DIR", hadoop.configuration().toString());
    environment.put(
        "SLIPWAY_RUNTIME_JAR",
        Checkout.root().resolve("target/slipway/runtime/slipway-runtime.jar").toString());
    return environment;
  }

  /** {@code ./slipway} with these words. */
  Run slipway(String... words) {
    List<String> command = new ArrayList<>(List.of("./slipway"));
    command.addAll(List.of(words));
    return sandbox.run(command, Map.of("HADOOP_CONF_DIR", hadoop.configuration().toString()));
  }

  Run succeed(String... words) {
    Run run = slipway(words);
    assertThat(run.exitCode()).as("%s", run).isZero();
    return run;
  }

  @Override
  public void close() {
    hadoop.close();
    sandbox.close();
  }
}
