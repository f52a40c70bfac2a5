package dev.slipway.standalone.node;

import dev.slipway.api.JvmSpec;
import dev.slipway.launch.ClientFolders;
import dev.slipway.launch.archive.ArchiveUse;
import dev.slipway.launch.process.ContainerProcess;
import dev.slipway.launch.process.Shim;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Turns the server's orders into containers' processes: first what takes time and may fail, then
 * the start.
 */
final class ContainerStarts {
  private final NodeJvms jvms;
  private final NodeDrivers drivers;
  private final Shim shim;

  ContainerStarts(NodeJvms jvms, NodeDrivers drivers, Shim shim) {
    this.jvms = jvms;
    this.drivers = drivers;
    this.shim = shim;
  }

  /** A command, not started yet, and why it goes without a class-data archive. */
  record Prepared(Supplier<ContainerProcess> start, Optional<String> unarchived) {}

  /** What is to be done before a container's process can be started. */
  interface Preparation {
    Prepared of(HeldContainer held, Optional<Account> account);
  }

  /**
   * @throws dev.slipway.api.SlipwayException RESOURCE_MISSING, SYSTEM, INVALID_VALUE
   */
  Prepared prepare(HeldContainer held, Optional<Account> account, NodeCommand.Start order) {
    order.memory().ifPresent(held::sized);
    JvmSpec jvm = order.jvm();
    ClientFolders client =
        order
            .configuration()
            .map(zip -> drivers.configuration(zip, held.folder()))
            .orElse(ClientFolders.NONE);
    if (jvm.arguments().isEmpty()) {
      held.startsEarly();
    }
    return prepared(
        held,
        account,
        jvms.command(jvm, held.folder(), client),
        jvms.environment(jvm, held.folder(), client));
  }

  /**
   * @throws dev.slipway.api.SlipwayException RESOURCE_MISSING, SYSTEM, INVALID_VALUE
   */
  Prepared prepare(HeldContainer held, Optional<Account> account, NodeCommand.StartDriver order) {
    held.sized(order.memory());
    NodeDrivers.Prepared driver =
        drivers.prepare(held.identity(), order.spec(), held.folder(), account);
    return prepared(held, account, driver.command().words(), driver.environment());
  }

  private Prepared prepared(
      HeldContainer held,
      Optional<Account> account,
      List<String> command,
      Map<String, String> environment) {
    return new Prepared(
        () -> launch(held, account, command, environment), ArchiveUse.reason(command));
  }

  /** The shim stays the agent's; the command is the account's. */
  private ContainerProcess launch(
      HeldContainer held,
      Optional<Account> account,
      List<String> command,
      Map<String, String> environment) {
    return ContainerProcess.start(
        shim,
        held.identity().id(),
        held.folder(),
        account.map(each -> each.command(command, environment, held.folder())).orElse(command),
        account.map(each -> Account.environmentOfTheStart()).orElse(environment));
  }
}
