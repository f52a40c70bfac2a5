package dev.slipway.testkit.shuffle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.server.api.ApplicationInitializationContext;
import org.apache.hadoop.yarn.server.api.ApplicationTerminationContext;
import org.apache.hadoop.yarn.server.api.AuxiliaryService;
import org.apache.spark.network.TransportContext;
import org.apache.spark.network.crypto.AuthServerBootstrap;
import org.apache.spark.network.sasl.ShuffleSecretManager;
import org.apache.spark.network.server.TransportServer;
import org.apache.spark.network.server.TransportServerBootstrap;
import org.apache.spark.network.shuffle.ExternalBlockHandler;
import org.apache.spark.network.util.MapConfigProvider;
import org.apache.spark.network.util.TransportConf;
import org.jspecify.annotations.Nullable;

/**
 * The external shuffle service inside a NodeManager. Spark's own {@code YarnShuffleService} is not
 * among the jars of a Spark distribution; this stands for it, over the same server, handler and
 * authentication of Spark's and by the same keys and service data, without its recovery, metrics
 * and merging.
 */
public final class ShuffleService extends AuxiliaryService {
  private final ShuffleSecretManager secrets = new ShuffleSecretManager();
  private @Nullable ExternalBlockHandler blocks;
  private @Nullable TransportContext context;
  private @Nullable TransportServer server;
  private boolean authenticates;

  /** Called by the NodeManager. */
  public ShuffleService() {
    super("spark_shuffle");
  }

  @Override
  protected void serviceInit(Configuration configuration) throws IOException {
    TransportConf transport = new TransportConf("shuffle", new MapConfigProvider(Map.of()));
    authenticates = configuration.getBoolean("spark.authenticate", false);
    List<TransportServerBootstrap> bootstraps =
        authenticates ? List.of(new AuthServerBootstrap(transport, secrets)) : List.of();
    blocks = new ExternalBlockHandler(transport, null);
    context = new TransportContext(transport, blocks);
    server =
        context.createServer(configuration.getInt("spark.shuffle.service.port", 7337), bootstraps);
  }

  @Override
  public void initializeApplication(ApplicationInitializationContext application) {
    if (authenticates) {
      String id = application.getApplicationId().toString();
      secrets.registerApp(id, application.getApplicationDataForService());
    }
  }

  @Override
  public void stopApplication(ApplicationTerminationContext application) {
    String id = application.getApplicationId().toString();
    if (authenticates) {
      secrets.unregisterApp(id);
    }
    if (blocks != null) {
      // The NodeManager removes the application's folders itself.
      blocks.applicationRemoved(id, false);
    }
  }

  @Override
  public ByteBuffer getMetaData() {
    return ByteBuffer.allocate(0);
  }

  @Override
  protected void serviceStop() {
    if (server != null) {
      server.close();
    }
    if (context != null) {
      context.close();
    }
    if (blocks != null) {
      blocks.close();
    }
  }
}
