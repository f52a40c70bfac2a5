package dev.slipway.standalone.node;

import dev.slipway.api.ContainerMemory;
import dev.slipway.api.JvmSpec;
import dev.slipway.api.Resources;
import dev.slipway.launch.ClientFolders;
import dev.slipway.launch.Handover;
import dev.slipway.launch.process.ContainerFolder;
import dev.slipway.standalone.submit.UploadedFile;
import java.util.Optional;

/** An executor's container. */
record ExecutorOrder(NodeCommand.Start start, NodeJvms jvms, NodeDrivers drivers) implements Order {

  @Override
  public ContainerIdentity identity() {
    return start.identity();
  }

  @Override
  public Optional<ContainerMemory> memory() {
    return start.memory();
  }

  @Override
  public Recipe recipe(Optional<Account> account) {
    return new Jvm(
        start.jvm(), start.identity().resources(), account, start.configuration(), jvms, drivers);
  }

  @Override
  public Optional<Handover> prepare(ContainerFolder folder, Optional<Account> account) {
    return start.handover();
  }

  /** An executor's JVM. */
  record Jvm(
      JvmSpec spec,
      Resources resources,
      Optional<Account> account,
      Optional<UploadedFile> configuration,
      NodeJvms jvms,
      NodeDrivers drivers)
      implements Recipe {

    @Override
    public JvmSpec.Role role() {
      return JvmSpec.Role.EXECUTOR;
    }

    @Override
    public void lay(ContainerFolder folder) {
      configuration.ifPresent(zip -> drivers.configuration(zip, folder));
    }

    @Override
    public JvmStart in(ContainerFolder folder) {
      ClientFolders client = NodeDrivers.configuration(configuration, folder);
      return new JvmStart(
          jvms.command(spec, folder, client),
          jvms.environment(spec, folder, client),
          account,
          configuration);
    }
  }
}
