package dev.slipway.it;

import dev.slipway.api.MasterUrl;
import dev.slipway.api.submit.Capabilities;
import dev.slipway.api.submit.Submitter;
import dev.slipway.api.submit.SubmitterContext;
import dev.slipway.testkit.SubmitterContract;
import dev.slipway.yarn.submit.YarnSubmitterFactory;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** The submitters' contract on a real YARN. */
@Tag("yarn")
class YarnSubmitterIT extends SubmitterContract {
  private static TestYarn yarn;

  @BeforeAll
  static void startCluster() {
    yarn = TestYarn.start(1, 8, 6144);
    yarn.makeHome("alice");
  }

  @AfterAll
  static void stopCluster() {
    yarn.close();
  }

  @Override
  protected MasterUrl master() {
    return MasterUrl.parse("yarn");
  }

  @Override
  protected Capabilities capabilities() {
    return new YarnSubmitterFactory().capabilities(master());
  }

  @Override
  protected Submitter open() {
    return new YarnSubmitterFactory()
        .open(
            master(),
            new SubmitterContext(
                yarn.sandbox().folder(), Map.of(), yarn.environment(), Clock.systemUTC()));
  }
}
