package dev.slipway.yarn.submit;

import dev.slipway.api.DeployMode;
import dev.slipway.api.MasterUrl;
import dev.slipway.api.submit.Capabilities;
import dev.slipway.api.submit.Submitter;
import dev.slipway.api.submit.SubmitterContext;
import dev.slipway.api.submit.SubmitterFactory;
import java.util.Set;

/** The master {@code yarn}. */
public final class YarnSubmitterFactory implements SubmitterFactory {

  @Override
  public boolean accepts(MasterUrl master) {
    return master.manager() == MasterUrl.Manager.YARN;
  }

  @Override
  public Capabilities capabilities(MasterUrl master) {
    return new Capabilities(Set.of(DeployMode.CLIENT, DeployMode.CLUSTER), true, false);
  }

  @Override
  public Submitter open(MasterUrl master, SubmitterContext context) {
    ClientSite site = new ClientSite(context.environment(), context.properties());
    return new YarnSubmitter(site, YarnCluster.of(site), context.clock());
  }
}
