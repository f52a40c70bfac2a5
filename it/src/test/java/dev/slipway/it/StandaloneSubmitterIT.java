package dev.slipway.it;

import dev.slipway.api.MasterUrl;
import dev.slipway.api.submit.Capabilities;
import dev.slipway.api.submit.Submitter;
import dev.slipway.api.submit.SubmitterContext;
import dev.slipway.standalone.submit.StandaloneSubmitterFactory;
import dev.slipway.testkit.SubmitterContract;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** The submitters' contract on a server and a node of our own cluster. */
@Tag("slipway")
class StandaloneSubmitterIT extends SubmitterContract {
  private static TestCluster cluster;

  @BeforeAll
  static void startCluster() {
    cluster = TestCluster.start(1, 4, "5g");
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  @Override
  protected MasterUrl master() {
    return MasterUrl.parse(cluster.master());
  }

  @Override
  protected Capabilities capabilities() {
    return factory().capabilities(master());
  }

  @Override
  protected Submitter open() {
    return factory()
        .open(
            master(),
            new SubmitterContext(
                cluster.sandbox().folder(), Map.of(), Map.of(), Clock.systemUTC()));
  }

  private static StandaloneSubmitterFactory factory() {
    return new StandaloneSubmitterFactory(cluster.sandbox().environment(), "alice");
  }
}
