package dev.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.MasterUrl;
import dev.slipway.api.driver.DriverContext;
import dev.slipway.api.driver.ExecutorProvider;
import dev.slipway.standalone.driver.StandaloneDriverSide;
import dev.slipway.testkit.ExecutorProviderContract;
import dev.slipway.testkit.Run;
import dev.slipway.testkit.Sandbox;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** The contract of executor providers, on a server and two nodes of our own cluster. */
@Tag("slipway")
class StandaloneExecutorsIT extends ExecutorProviderContract {
  private static Sandbox sandbox;
  private static MasterUrl master;

  @BeforeAll
  static void startCluster() {
    sandbox = Sandbox.create();
    Run start =
        sandbox.slipway(
            "cluster",
            "start",
            "--nodes",
            "2",
            "--cores",
            "2",
            "--memory",
            "1g",
            "--port",
            "0",
            "--conf",
            "slipway.archive.auto=false");
    assertThat(start.exitCode()).as("%s", start).isZero();
    List<String> lines = start.stdout().lines().toList();
    master = MasterUrl.parse(lines.get(lines.size() - 1));
  }

  @AfterAll
  static void stopCluster() {
    try {
      Run stop = sandbox.slipway("cluster", "stop");
      assertThat(stop.exitCode()).as("%s", stop).isZero();
    } finally {
      sandbox.close();
    }
  }

  @Override
  protected ExecutorProvider open() {
    DriverContext context = new DriverContext("contract", "alice", Map.of(), sandbox.environment());
    return new StandaloneDriverSide().executors(master, context);
  }

  @Override
  protected int slots() {
    return 4;
  }
}
