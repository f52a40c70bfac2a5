package dev.slipway.it;

import dev.slipway.api.MasterUrl;
import dev.slipway.api.driver.DriverContext;
import dev.slipway.api.driver.ExecutorProvider;
import dev.slipway.testkit.ExecutorProviderContract;
import dev.slipway.yarn.driver.YarnDriverSide;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** The contract of executor providers, on a real YARN of two nodes, under its default intervals. */
@Tag("yarn")
class YarnExecutorsIT extends ExecutorProviderContract {
  private static TestYarn yarn;

  @BeforeAll
  static void startCluster() {
    yarn = TestYarn.start(2, 3, 2048);
  }

  @AfterAll
  static void stopCluster() {
    yarn.close();
  }

  @Override
  protected ExecutorProvider open() {
    DriverContext context = new DriverContext("contract", "alice", Map.of(), yarn.environment());
    return new YarnDriverSide().executors(MasterUrl.parse("yarn"), context);
  }

  @Override
  protected int slots() {
    return 5; // of six cores; the application master has one
  }
}
