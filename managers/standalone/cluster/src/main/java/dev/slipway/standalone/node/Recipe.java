package dev.slipway.standalone.node;

import dev.slipway.api.JvmSpec;
import dev.slipway.api.Resources;
import dev.slipway.launch.process.ContainerFolder;

/** How a JVM is started in whichever container's folder, for whichever application. */
interface Recipe {

  JvmSpec.Role role();

  /** Of its container. */
  Resources resources();

  /**
   * Puts into the folder what must be there when it boots.
   *
   * @throws dev.slipway.api.SlipwayException RESOURCE_MISSING, SYSTEM, INVALID_VALUE
   */
  void lay(ContainerFolder folder);

  /**
   * @throws dev.slipway.api.SlipwayException INVALID_VALUE
   */
  JvmStart in(ContainerFolder folder);
}
