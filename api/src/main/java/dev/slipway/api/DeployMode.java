package dev.slipway.api;

import java.util.Locale;

/** Where the driver runs: on the client's machine, or in a container of the cluster. */
public enum DeployMode {
  CLIENT,
  CLUSTER;

  /**
   * @throws SlipwayException {@link ErrorCode#INVALID_VALUE}
   */
  public static DeployMode parse(String text) {
    return switch (text) {
      case "client" -> CLIENT;
      case "cluster" -> CLUSTER;
      default ->
          throw new SlipwayException(
              ErrorCode.INVALID_VALUE,
              "'" + text + "' is not a deploy mode",
              "use client or cluster");
    };
  }

  /** Spark's word for it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
