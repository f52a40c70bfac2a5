package dev.slipway.testkit;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;

/** How the one NodeManager of a {@link HadoopCluster} gets a shuffle service. */
public final class HadoopShuffle {
  private static final String SERVICES = "yarn.nodemanager.aux-services";

  private HadoopShuffle() {}

  /**
   * For yarn-site.xml: on a free port, which executors read there too.
   *
   * @param name under which YARN knows it
   * @param authenticates whether it serves only those who know their application's secret
   */
  public static Map<String, String> site(String name, boolean authenticates) {
    String own = SERVICES + "." + name;
    return Map.of(
        SERVICES,
        name,
        own + ".class",
        // By name: its classes are the NodeManager's to load.
        "dev.slipway.testkit.shuffle.ShuffleService",
        own + ".classpath",
        here() + ":" + Checkout.sparkHome() + "/jars/*",
        "spark.shuffle.service.port",
        Integer.toString(HadoopFiles.freePort()),
        "spark.authenticate",
        Boolean.toString(authenticates));
  }

  private static Path here() {
    try {
      return Path.of(
          HadoopShuffle.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
