package dev.slipway.cli;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.SlipwayKey;
import dev.slipway.api.submit.ApplicationRef;
import dev.slipway.api.submit.Caller;
import dev.slipway.api.submit.SubmissionId;
import dev.slipway.api.submit.Submitter;
import dev.slipway.cli.application.AwaitEnd;
import dev.slipway.cli.application.Masters;
import dev.slipway.core.LaunchPlan;
import dev.slipway.launch.ClientConfiguration;
import dev.slipway.launch.JavaRuntime;
import dev.slipway.launch.SparkInstallation;
import dev.slipway.launch.SpecFiles;
import dev.slipway.launch.process.ProcessAge;
import dev.slipway.link.Protocol;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** {@code slipway submit --deploy-mode cluster}: hands the application to the cluster. */
final class ClusterSubmit {
  /** The property with the process id of the shell that all of it began with. */
  static final String SHELL = "slipway.shell";

  private final Workplace workplace;

  ClusterSubmit(Workplace workplace) {
    this.workplace = workplace;
  }

  /**
   * Submitted, and recorded there, when it returns.
   *
   * @param configurationFolder Spark's of this machine, which travels
   * @return the command that waits for its end; empty when nobody wants to wait
   */
  Optional<LaunchPlan> run(
      ApplicationSpec spec, SparkInstallation spark, Optional<Path> configurationFolder) {
    // What was found need not be found again.
    Map<String, String> sparkHome = Map.of("SPARK_HOME", spark.home().toString());
    return submit(spec, configurationFolder).map(each -> wait(spec, each, sparkHome));
  }

  /** As {@link #run}, for whoever waits himself; empty when nobody wants to wait. */
  Optional<ApplicationRef> submit(ApplicationSpec spec, Optional<Path> configurationFolder) {
    ApplicationSpec timed = withCommandLineTime(spec);
    SubmissionId id = new SubmissionId(UUID.randomUUID().toString());
    try (Submitter submitter = new Masters(workplace).open(spec.master(), spec.properties());
        ClientConfiguration configuration =
            ClientConfiguration.of(timed, workplace.environment(), configurationFolder)) {
      ApplicationRef application =
          submitter.submit(id, configuration.specification(), new Caller(Masters.user()));
      if (!waits(spec)) {
        System.out.println(application.id());
        return Optional.empty();
      }
      System.err.println("slipway: submitted as " + application.id());
      return Optional.of(application);
    }
  }

  private static boolean waits(ApplicationSpec spec) {
    String sparks = spec.property("spark.yarn.submit.waitAppCompletion", "true");
    return Boolean.parseBoolean(spec.property(SlipwayKey.SUBMIT_WAIT.key(), sparks));
  }

  /** How long it took to get here, from the shell script's start. */
  private static ApplicationSpec withCommandLineTime(ApplicationSpec spec) {
    OptionalLong age = ProcessAge.millis(Long.getLong(SHELL, -1));
    if (age.isEmpty()) {
      return spec;
    }
    Map<String, String> properties = new HashMap<>(spec.properties());
    properties.put(Protocol.COMMAND_LINE_MILLIS, Long.toString(age.getAsLong()));
    return SpecFiles.with(spec, properties);
  }

  private LaunchPlan wait(
      ApplicationSpec spec, ApplicationRef application, Map<String, String> sparkHome) {
    List<String> words = new ArrayList<>();
    Collections.addAll(
        words,
        JavaRuntime.find(workplace.environment()).executable().toString(),
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-Xmx128m",
        "-Dslipway.root=" + workplace.root(),
        "-jar",
        workplace.library().resolve("slipway-cli.jar").toString(),
        "-",
        AwaitEnd.COMMAND,
        spec.master().text(),
        application.submission().text(),
        application.id());
    AwaitEnd.properties(spec.properties()).forEach((key, value) -> words.add(key + "=" + value));
    return new LaunchPlan("", sparkHome, words);
  }
}
