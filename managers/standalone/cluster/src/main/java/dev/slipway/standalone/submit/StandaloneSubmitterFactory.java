package dev.slipway.standalone.submit;

import dev.slipway.api.DeployMode;
import dev.slipway.api.MasterUrl;
import dev.slipway.api.submit.Capabilities;
import dev.slipway.api.submit.Submitter;
import dev.slipway.api.submit.SubmitterContext;
import dev.slipway.api.submit.SubmitterFactory;
import dev.slipway.standalone.driver.ServerAddress;
import dev.slipway.standalone.driver.Token;
import java.util.Map;
import java.util.Set;

/** {@code slipway://host:port}. */
public final class StandaloneSubmitterFactory implements SubmitterFactory {
  private final Map<String, String> environment;
  private final String user;

  /**
   * @param environment may name the token's file
   * @param user who asks
   */
  public StandaloneSubmitterFactory(Map<String, String> environment, String user) {
    this.environment = Map.copyOf(environment);
    this.user = user;
  }

  @Override
  public boolean accepts(MasterUrl master) {
    return master.manager() == MasterUrl.Manager.SLIPWAY;
  }

  @Override
  public Capabilities capabilities(MasterUrl master) {
    return new Capabilities(Set.of(DeployMode.CLIENT, DeployMode.CLUSTER), true, true);
  }

  /**
   * @throws dev.slipway.api.SlipwayException UNAUTHORIZED when there is no token
   */
  @Override
  public Submitter open(MasterUrl master, SubmitterContext context) {
    Token token = Token.find(context.properties(), environment);
    return new StandaloneSubmitter(new ServerClient(new ServerAddress(master), token), user);
  }
}
