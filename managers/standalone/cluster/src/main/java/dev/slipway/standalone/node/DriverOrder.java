package dev.slipway.standalone.node;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.ContainerMemory;
import dev.slipway.api.JvmSpec;
import dev.slipway.api.Resources;
import dev.slipway.launch.ClientFolders;
import dev.slipway.launch.Handover;
import dev.slipway.launch.process.ContainerFolder;
import dev.slipway.standalone.submit.UploadedFile;
import java.util.Optional;

/** The container of a driver in cluster mode. */
record DriverOrder(NodeCommand.StartDriver start, NodeDrivers drivers) implements Order {

  @Override
  public ContainerIdentity identity() {
    return start.identity();
  }

  @Override
  public Optional<ContainerMemory> memory() {
    return Optional.of(start.memory());
  }

  @Override
  public Recipe recipe(Optional<Account> account) {
    return new Jvm(start.spec(), start.identity().resources(), account, drivers);
  }

  @Override
  public Optional<Handover> prepare(ContainerFolder folder, Optional<Account> account) {
    drivers.prepare(start.identity(), start.spec(), folder, account);
    return drivers.handover(folder);
  }

  /** A driver's JVM. */
  record Jvm(
      ApplicationSpec spec, Resources resources, Optional<Account> account, NodeDrivers drivers)
      implements Recipe {

    @Override
    public JvmSpec.Role role() {
      return JvmSpec.Role.DRIVER;
    }

    private Optional<UploadedFile> configuration() {
      return UploadedFile.parse(spec.property(ClientFolders.PROPERTY, ""));
    }

    @Override
    public void lay(ContainerFolder folder) {
      configuration().ifPresent(zip -> drivers.configuration(zip, folder));
    }

    @Override
    public JvmStart in(ContainerFolder folder) {
      return drivers.start(spec, configuration(), folder, account);
    }
  }
}
