package dev.slipway.yarn;

/** What a driver and its application master agree on before they speak. */
public final class Greeting {
  /** The first line of a driver's connection; the master's secret follows. */
  public static final String DRIVER = "driver ";

  /** The variable by which a driver in cluster mode knows its master: host:port. */
  public static final String MASTER = "SLIPWAY_YARN_MASTER";

  /** And the one that has its secret. */
  public static final String SECRET = "SLIPWAY_YARN_SECRET";

  /** Which application it is, and which attempt of it. */
  public static final String APPLICATION = "SLIPWAY_YARN_APPLICATION";

  public static final String ATTEMPT = "SLIPWAY_YARN_ATTEMPT";

  private Greeting() {}
}
