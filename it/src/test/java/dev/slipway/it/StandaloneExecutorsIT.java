package dev.slipway.it;

import dev.slipway.api.MasterUrl;
import dev.slipway.api.driver.DriverContext;
import dev.slipway.api.driver.ExecutorProvider;
import dev.slipway.standalone.driver.StandaloneDriverSide;
import dev.slipway.testkit.ExecutorProviderContract;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** The contract of executor providers, on a server and two nodes of our own cluster. */
@Tag("slipway")
class StandaloneExecutorsIT extends ExecutorProviderContract {
  private static TestCluster cluster;

  @BeforeAll
  static void startCluster() {
    cluster = TestCluster.start(2, 2, "1g");
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  @Override
  protected ExecutorProvider open() {
    DriverContext context =
        new DriverContext("contract", "alice", Map.of(), cluster.sandbox().environment());
    return new StandaloneDriverSide().executors(MasterUrl.parse(cluster.master()), context);
  }

  @Override
  protected int slots() {
    return 4;
  }
}
