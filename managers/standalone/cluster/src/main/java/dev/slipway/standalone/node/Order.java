package dev.slipway.standalone.node;

import dev.slipway.api.ContainerMemory;
import dev.slipway.launch.Handover;
import dev.slipway.launch.process.ContainerFolder;
import java.util.Optional;

/** A container that the server has ordered. */
interface Order {

  ContainerIdentity identity();

  /** Of what its memory is the sum, when that is known. */
  Optional<ContainerMemory> memory();

  /**
   * @param account under which it runs; empty: the agent's
   */
  Recipe recipe(Optional<Account> account);

  /**
   * Puts what is the application's into the folder.
   *
   * @return what is to be handed over to the JVM; empty: the server says so later
   * @throws dev.slipway.api.SlipwayException RESOURCE_MISSING, SYSTEM, INVALID_VALUE
   */
  Optional<Handover> prepare(ContainerFolder folder, Optional<Account> account);
}
