package dev.slipway.local;

import dev.slipway.api.MasterUrl;
import dev.slipway.api.submit.Capabilities;
import dev.slipway.api.submit.Submitter;
import dev.slipway.api.submit.SubmitterContext;
import dev.slipway.launch.DriverLaunch;
import dev.slipway.launch.JavaRuntime;
import dev.slipway.launch.SparkInstallation;
import dev.slipway.testkit.Checkout;
import dev.slipway.testkit.SubmitterContract;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

/** The submitters' contract on real drivers of this machine. */
class LocalSubmitterTest extends SubmitterContract {
  @TempDir Path state;

  @Override
  protected MasterUrl master() {
    return MasterUrl.parse("local[1]");
  }

  @Override
  protected Capabilities capabilities() {
    return factory().capabilities(master());
  }

  @Override
  protected Submitter open() {
    return factory()
        .open(master(), new SubmitterContext(state, Map.of(), Map.of(), Clock.systemUTC()));
  }

  private static LocalSubmitterFactory factory() {
    DriverLaunch launch =
        new DriverLaunch(
            System.getenv(),
            JavaRuntime.find(System.getenv()),
            SparkInstallation.at(Checkout.sparkHome()),
            Checkout.root().resolve("target/slipway/runtime/slipway-runtime.jar"),
            Optional.empty());
    return new LocalSubmitterFactory(launch, System.getenv());
  }
}
