package dev.slipway.standalone.driver;

import dev.slipway.api.MasterUrl;
import dev.slipway.api.driver.DriverContext;
import dev.slipway.api.driver.DriverLifecycle;
import dev.slipway.api.driver.DriverSideFactory;
import dev.slipway.api.driver.ExecutorProvider;
import dev.slipway.api.driver.ManagerTraits;
import dev.slipway.link.LinkedExecutors;
import dev.slipway.link.Protocol;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Our own cluster manager, {@code slipway://host:port}. */
public final class StandaloneDriverSide implements DriverSideFactory {
  // Where they are set, Spark takes the driver's address from them.
  private static final List<String> SPARKS_OWN = List.of("SPARK_LOCAL_IP", "SPARK_LOCAL_HOSTNAME");

  private static final Duration PATIENCE = Duration.ofSeconds(15);

  /** A driver in cluster mode was started by the server: when that is not there, it comes back. */
  private static final Duration UNTIL_IT_IS_BACK = Duration.ofMinutes(5);

  @Override
  public boolean accepts(MasterUrl master) {
    return master.manager() == MasterUrl.Manager.SLIPWAY;
  }

  @Override
  public ManagerTraits traits() {
    return new ManagerTraits(Protocol.DEFAULT_EXECUTORS, true, true, true, false);
  }

  @Override
  public ExecutorProvider executors(MasterUrl master, DriverContext context) {
    boolean started = context.properties().containsKey(Protocol.APPLICATION);
    return new LinkedExecutors(
        () -> end(address(master, context), context),
        context,
        started ? UNTIL_IT_IS_BACK : PATIENCE);
  }

  @Override
  public DriverLifecycle lifecycle(MasterUrl master, DriverContext context) {
    return new StandaloneLifecycle(address(master, context), context);
  }

  /**
   * On the server's side of the network this machine is the address on the way there; Spark would
   * guess among its interfaces.
   */
  @Override
  public Map<String, String> settings(MasterUrl master, DriverContext context) {
    ServerAddress address = address(master, context);
    boolean chosen =
        context.properties().containsKey("spark.driver.bindAddress")
            || SPARKS_OWN.stream().anyMatch(context.environment()::containsKey);
    return chosen || address.isOnLoopback()
        ? Map.of()
        : Map.of("spark.driver.host", address.localAddress());
  }

  static ServerEnd end(ServerAddress address, DriverContext context) {
    Token token = Token.find(context.properties(), context.environment());
    return new ServerEnd(address, Protocol.DRIVERS, token);
  }

  private static ServerAddress address(MasterUrl master, DriverContext context) {
    String seenFromHere = context.properties().get(Protocol.SERVER);
    return new ServerAddress(seenFromHere == null ? master : MasterUrl.parse(seenFromHere));
  }
}
