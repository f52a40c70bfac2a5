package dev.slipway.cli;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.submit.ApplicationRef;
import dev.slipway.api.wire.RecordCodec;
import dev.slipway.cli.application.AwaitEnd;
import dev.slipway.core.LaunchPlan;
import dev.slipway.launch.JavaModuleOptions;
import dev.slipway.launch.JavaRuntime;
import dev.slipway.launch.SparkInstallation;
import dev.slipway.launch.archive.ArchiveKey;
import dev.slipway.launch.archive.ArchiveUse;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What {@code submit} becomes in cluster mode where the cluster's client is one of the libraries
 * that Spark ships: a JVM on Spark's class path, with its class-data archive, because loading that
 * client takes longer than all the rest. It submits, and waits for the end.
 */
final class SubmitAndAwait {
  static final String COMMAND = "submit-and-await";
  private static final Path SPECIFICATION = Path.of("/dev/fd/3");

  private final Workplace workplace;

  SubmitAndAwait(Workplace workplace) {
    this.workplace = workplace;
  }

  /** In this JVM's place. */
  LaunchPlan plan(ApplicationSpec spec, SparkInstallation spark, Optional<Path> configuration) {
    JavaRuntime java = JavaRuntime.find(workplace.environment());
    List<String> command = new ArrayList<>(List.of(java.executable().toString()));
    command.addAll(JavaModuleOptions.all());
    ArchiveKey key = ArchiveKey.of(java, spark, workplace.runtimeJar());
    workplace
        .archives()
        .ready(key)
        .ifPresent(file -> command.addAll(new ArchiveUse.Used(key.kind(), file).options()));
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
    command.add("-Dslipway.root=" + workplace.root());
    command.add("-Dslipway.terminal=" + workplace.terminal());
    command.add("-D" + ClusterSubmit.SHELL + "=" + Long.getLong(ClusterSubmit.SHELL, -1));
    // Spark's own is on the class path too.
    command.add("-Dslf4j.provider=ch.qos.logback.classic.spi.LogbackServiceProvider");
    command.add("-Dslf4j.internal.verbosity=WARN");
    command.add("-cp");
    command.add(
        Stream.concat(
                spark.jars().stream(),
                Stream.of(workplace.runtimeJar(), workplace.library().resolve("slipway-cli.jar")))
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator)));
    command.addAll(List.of(Main.class.getName(), "-", COMMAND));
    Map<String, String> environment = new HashMap<>(Map.of("SPARK_HOME", spark.home().toString()));
    configuration.ifPresent(folder -> environment.put("SPARK_CONF_DIR", folder.toString()));
    return new LaunchPlan(RecordCodec.encode(spec), environment, command);
  }

  /**
   * @return the application's exit code; 0 when nobody wants to wait for it
   */
  int run() {
    ApplicationSpec spec = specification();
    Optional<ApplicationRef> application =
        new ClusterSubmit(workplace).submit(spec, workplace.namedConfigurationFolder());
    return application
        .map(each -> new AwaitEnd(workplace).run(spec.master(), each, spec.properties()))
        .orElse(0);
  }

  private static ApplicationSpec specification() {
    try {
      return RecordCodec.decode(ApplicationSpec.class, Files.readString(SPECIFICATION));
    } catch (IOException e) {
      throw SlipwayException.ofFiles("the application's specification cannot be read", e);
    }
  }
}
