package dev.slipway.spark.driver;

import static org.awaitility.Awaitility.await;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.DeployMode;
import dev.slipway.api.JvmSpec;
import dev.slipway.api.MainResource;
import dev.slipway.api.MasterUrl;
import dev.slipway.api.Memory;
import dev.slipway.api.wire.RecordCodec;
import dev.slipway.launch.Handover;
import dev.slipway.launch.JavaRuntime;
import dev.slipway.launch.JvmCommand;
import dev.slipway.launch.SparkInstallation;
import dev.slipway.spark.DriverMain;
import dev.slipway.testkit.Checkout;
import dev.slipway.testkit.Run;
import dev.slipway.testkit.Sandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A real driver JVM: what to run in it, then {@link #start}. The classes under test, real Spark.
 */
final class DriverProcess {
  private final Sandbox sandbox;
  private final MainResource main;
  private final Map<String, String> properties = new HashMap<>();
  private final Map<String, String> environment = new HashMap<>();
  private final List<Path> configurationFolders = new ArrayList<>();
  private String extraClassPath = "";
  private String master = "local[2]";
  private boolean verbose;

  private DriverProcess(Sandbox sandbox, MainResource main) {
    this.sandbox = sandbox;
    this.main = main;
    environment.put("PYTHONHASHSEED", "0");
  }

  static DriverProcess jar(Sandbox sandbox, String uri, String mainClass) {
    return new DriverProcess(sandbox, new MainResource.Jar(uri, Optional.of(mainClass)));
  }

  static DriverProcess of(Sandbox sandbox, MainResource main) {
    return new DriverProcess(sandbox, main);
  }

  DriverProcess property(String key, String value) {
    properties.put(key, value);
    return this;
  }

  DriverProcess environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  DriverProcess configuration(Path folder) {
    configurationFolders.add(folder);
    return this;
  }

  DriverProcess extraClassPath(Path... jars) {
    extraClassPath = Stream.of(jars).map(Path::toString).collect(Collectors.joining(":"));
    return this;
  }

  DriverProcess master(String url) {
    master = url;
    return this;
  }

  DriverProcess verbose() {
    verbose = true;
    return this;
  }

  Run start(String... arguments) {
    return sandbox.run(command(List.of(specification(arguments).toString())), environment);
  }

  /** In a JVM that is there already, has warmed up, and waits. */
  Run startPooled(String... arguments) {
    try {
      Path file = Files.createTempDirectory(sandbox.folder(), "pooled-").resolve("handover");
      Handover.isForThePool(file);
      Run run = sandbox.run(command(Handover.awaiting(file)), environment);
      await("a warm JVM")
          .atMost(Duration.ofMinutes(3))
          .until(() -> Files.exists(Handover.awaited(file)) || !run.isAlive());
      new Handover(List.of(specification(arguments).toString()), Optional.empty(), Map.of())
          .write(file.resolveSibling("handover.new"), file);
      return run;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path specification(String... arguments) {
    ApplicationSpec spec =
        new ApplicationSpec(
            "probe",
            MasterUrl.parse(master),
            DeployMode.CLIENT,
            main,
            List.of(arguments),
            properties,
            verbose);
    try {
      Path file = Files.createTempFile(sandbox.folder(), "spec-", ".json");
      return Files.writeString(file, RecordCodec.encode(spec));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> command(List<String> arguments) {
    JvmSpec jvm =
        new JvmSpec(
            JvmSpec.Role.DRIVER,
            Memory.ofMebibytes(512),
            2,
            List.of("-Djava.io.tmpdir=" + sandbox.folder().resolve("tmp"), "-Xshare:auto"),
            Map.of(),
            extraClassPath,
            "",
            Map.of(),
            arguments);
    List<Path> last = new ArrayList<>();
    last.add(classes(ApplicationSpec.class));
    last.add(classes(JvmCommand.class));
    last.addAll(configurationFolders);
    return new JvmCommand(
            JavaRuntime.find(System.getenv()),
            SparkInstallation.at(Checkout.sparkHome()),
            classes(DriverMain.class))
        .build(jvm, last);
  }

  private static Path classes(Class<?> member) {
    try {
      return Path.of(member.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
