package dev.slipway.core;

import dev.slipway.api.DeployMode;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.MasterUrl;
import dev.slipway.api.SlipwayException;

/** What of the whole this version has; the rest is refused by name. */
final class Supported {
  private Supported() {}

  static void check(MasterUrl master, DeployMode mode) {
    boolean manager =
        switch (master.manager()) {
          case LOCAL, SLIPWAY -> true;
          case YARN, KUBERNETES, MESOS, SPARK -> false;
        };
    if (!manager) {
      throw new SlipwayException(
          ErrorCode.UNSUPPORTED,
          "this version of Slipway does not run on " + master,
          "use local[n] or slipway://host:port");
    }
    if (mode == DeployMode.CLUSTER) {
      throw new SlipwayException(
          ErrorCode.UNSUPPORTED,
          "this version of Slipway has client mode only, not --deploy-mode cluster",
          "leave --deploy-mode out");
    }
  }
}
