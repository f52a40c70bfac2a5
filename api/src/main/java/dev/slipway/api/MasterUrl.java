package dev.slipway.api;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A master URL, parsed. {@link #text()} is exactly what the user wrote: Spark and its users' code
 * test {@code spark.master} literally, so it is never rewritten.
 */
public record MasterUrl(Manager manager, String text) {

  /** The cluster managers, by the form of their URL. */
  public enum Manager {
    LOCAL,
    SLIPWAY,
    YARN,
    KUBERNETES,
    MESOS,
    SPARK
  }

  // Spark's own forms: local, local[4], local[*], local[4,2], local[*,2] (SparkMasterRegex).
  private static final Pattern LOCAL =
      Pattern.compile("local(\\[\\s*(\\d+|\\*)\\s*(,\\s*\\d+\\s*)?])?");
  private static final Pattern HOST_AND_PORT =
      Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^/:,\\[\\]]+):(\\d{1,5})");

  /**
   * @throws SlipwayException {@link ErrorCode#MASTER_UNKNOWN} when no manager has such a URL
   */
  public static MasterUrl parse(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (LOCAL.matcher(text).matches()) {
      return new MasterUrl(Manager.LOCAL, text);
    }
    if (text.equals("yarn")) {
      return new MasterUrl(Manager.YARN, text);
    }
    if (lower.startsWith("k8s://")) {
      return new MasterUrl(Manager.KUBERNETES, text);
    }
    if (lower.startsWith("mesos://")) {
      return new MasterUrl(Manager.MESOS, text);
    }
    if (text.startsWith("spark://")) {
      return new MasterUrl(Manager.SPARK, text);
    }
    if (text.startsWith("slipway://")
        && HOST_AND_PORT.matcher(text.substring("slipway://".length())).matches()) {
      return new MasterUrl(Manager.SLIPWAY, text);
    }
    throw new SlipwayException(
        ErrorCode.MASTER_UNKNOWN,
        "no cluster manager has the master URL '" + text + "'",
        text.startsWith("slipway://")
            ? "a slipway:// URL is slipway://host:port; slipway cluster start prints it"
            : "use local[n], local[*] or slipway://host:port");
  }

  /** {@code host:port} of a URL that has one; IPv6 hosts keep their brackets. */
  public String authority() {
    int scheme = text.indexOf("://");
    if (scheme < 0) {
      throw new IllegalStateException("'" + text + "' has no host");
    }
    return text.substring(scheme + 3);
  }

  @Override
  public String toString() {
    return text;
  }
}
