package dev.slipway.standalone.node;

import dev.slipway.api.JvmSpec;
import dev.slipway.api.Memory;
import dev.slipway.launch.process.ContainerFolder;
import dev.slipway.launch.process.ContainerProcess;

/** A JVM that was started without an application. */
interface PooledJvm {

  JvmSpec.Role role();

  /** Of its container. */
  Memory memory();

  ContainerFolder folder();

  JvmStart start();

  ContainerProcess process();

  boolean isAlive();

  /** Ends it, and removes all that it had. Only as long as it is nobody's. */
  void end();
}
