package dev.slipway.local;

import dev.slipway.api.DeployMode;
import dev.slipway.api.MasterUrl;
import dev.slipway.api.submit.Capabilities;
import dev.slipway.api.submit.Submitter;
import dev.slipway.api.submit.SubmitterContext;
import dev.slipway.api.submit.SubmitterFactory;
import dev.slipway.launch.DriverLaunch;
import java.util.Map;
import java.util.Set;

/**
 * {@code local[n]}: cluster mode means a driver of its own on the machine of whoever submits, a
 * server say.
 */
public final class LocalSubmitterFactory implements SubmitterFactory {
  private final DriverLaunch launch;
  private final Map<String, String> environment;

  /**
   * @param environment of the drivers
   */
  public LocalSubmitterFactory(DriverLaunch launch, Map<String, String> environment) {
    this.launch = launch;
    this.environment = Map.copyOf(environment);
  }

  @Override
  public boolean accepts(MasterUrl master) {
    return master.manager() == MasterUrl.Manager.LOCAL;
  }

  @Override
  public Capabilities capabilities(MasterUrl master) {
    return new Capabilities(Set.of(DeployMode.CLIENT, DeployMode.CLUSTER), true, false);
  }

  @Override
  public Submitter open(MasterUrl master, SubmitterContext context) {
    return new LocalSubmitter(
        context.stateFolder().resolve("local"),
        new ContainerDriver(launch, environment),
        context.clock());
  }
}
