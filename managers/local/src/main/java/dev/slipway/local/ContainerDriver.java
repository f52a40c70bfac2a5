package dev.slipway.local;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.wire.RecordCodec;
import dev.slipway.launch.DriverLaunch;
import dev.slipway.launch.process.ContainerFolder;
import dev.slipway.launch.process.ContainerProcess;
import dev.slipway.launch.process.ProcessTree;
import dev.slipway.launch.process.Shim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A driver behind the shim that all of this machine's containers have. */
final class ContainerDriver implements DriverProcess {
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final Duration BOUND = Duration.ofSeconds(15);

  private final DriverLaunch launch;
  private final Map<String, String> environment;

  ContainerDriver(DriverLaunch launch, Map<String, String> environment) {
    this.launch = launch;
    this.environment = Map.copyOf(environment);
  }

  @Override
  public void start(String applicationId, Path path, ApplicationSpec spec) throws IOException {
    ContainerFolder folder = new ContainerFolder(path);
    folder.create();
    Path specification = folder.work().resolve("specification.json");
    PrivateFiles.write(specification, RecordCodec.encode(spec));
    DriverLaunch.Command command = launch.of(spec, Optional.empty(), specification);
    Map<String, String> all = new HashMap<>(environment);
    all.putAll(command.environment());
    all.put("SPARK_LOCAL_DIRS", folder.local().toString());
    PrivateFiles.write(path.resolve("started"), "");
    ContainerProcess.start(
        Shim.install(path.resolve("shim")),
        containerId(applicationId),
        folder,
        command.words(),
        all);
  }

  @Override
  public DriverSight look(String applicationId, Path path) {
    ContainerFolder folder = new ContainerFolder(path);
    if (folder.exitStatus().isPresent()) {
      return ended(folder);
    }
    if (!Files.exists(path.resolve("started"))) {
      return DriverSight.absent();
    }
    // Asked twice, in this order: between the two it may have written its status and gone.
    return tree(applicationId, folder).alive().isEmpty() ? ended(folder) : DriverSight.alive();
  }

  @Override
  public void end(String applicationId, Path path, boolean graceful) throws InterruptedException {
    tree(applicationId, new ContainerFolder(path)).end(graceful ? GRACE : Duration.ZERO, BOUND);
  }

  private static DriverSight ended(ContainerFolder folder) {
    return DriverSight.ended(ContainerProcess.exit(folder));
  }

  private static ProcessTree tree(String applicationId, ContainerFolder folder) {
    return ProcessTree.of(containerId(applicationId), folder.leader());
  }

  private static String containerId(String applicationId) {
    return applicationId + "-driver";
  }
}
