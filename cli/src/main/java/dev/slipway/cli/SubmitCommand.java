package dev.slipway.cli;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.DeployMode;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.MasterUrl;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.SlipwayKey;
import dev.slipway.cli.archive.BackgroundBuild;
import dev.slipway.cli.archive.CommandLineArchive;
import dev.slipway.core.LaunchPlan;
import dev.slipway.core.SparkLocator;
import dev.slipway.core.Submission;
import dev.slipway.core.SubmitArguments;
import dev.slipway.core.SubmitOption;
import dev.slipway.core.VerboseReport;
import dev.slipway.launch.DriverLaunch;
import dev.slipway.launch.JavaRuntime;
import dev.slipway.launch.SparkInstallation;
import dev.slipway.launch.archive.ArchiveKey;
import dev.slipway.launch.archive.ArchiveUse;
import dev.slipway.packages.Packages;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** {@code slipway submit}: plans the driver for the script to become. */
final class SubmitCommand {
  private final Workplace workplace;
  private final Path plan;

  SubmitCommand(Workplace workplace, Path plan) {
    this.workplace = workplace;
    this.plan = plan;
  }

  int run(List<String> words) {
    SubmitArguments arguments = SubmitArguments.parse(words);
    if (words.isEmpty() || arguments.has(SubmitOption.HELP)) {
      (words.isEmpty() ? System.err : System.out).print(SubmitHelp.TEXT);
      return words.isEmpty() ? ErrorCode.USAGE.exitCode() : 0;
    }
    if (arguments.has(SubmitOption.VERSION)) {
      return new VersionCommand(workplace).call();
    }
    for (SubmitOption option : List.of(SubmitOption.KILL, SubmitOption.STATUS)) {
      Optional<String> id = arguments.value(option);
      if (id.isPresent()) {
        return Commands.run(workplace, command(option.word().substring(2), id.get(), arguments));
      }
    }
    SparkLocator locator = workplace.sparkLocator();
    Optional<SparkLocator.Found> here = locator.findHere();
    if (here.isEmpty()) {
      // A mistake on the command line is told before Spark is fetched, not after.
      specify(arguments, workplace.namedConfigurationFolder(), line -> {});
    }
    SparkInstallation spark = here.orElseGet(locator::find).spark();
    Optional<Path> configuration = workplace.configurationFolder(spark);
    if (isSparkEnvUnread(configuration)) {
      write(LaunchPlan.again(workplace.root().resolve("slipway"), spark, words));
      return 0;
    }
    ApplicationSpec said =
        specify(arguments, configuration, line -> System.err.println("slipway: " + line));
    if (said.verbose()) {
      System.err.print(VerboseReport.of(arguments, said));
    }
    ApplicationSpec spec = withPackages(said);
    if (spec.deployMode() == DeployMode.CLUSTER) {
      if (spec.master().manager() == MasterUrl.Manager.YARN) {
        write(new SubmitAndAwait(workplace).plan(spec, spark, configuration));
      } else {
        new ClusterSubmit(workplace).run(spec, spark, configuration).ifPresent(this::write);
      }
      buildForContainers(spec, spark);
      return 0;
    }
    JavaRuntime java = JavaRuntime.find(workplace.environment());
    DriverLaunch launch =
        new DriverLaunch(
            workplace.environment(),
            java,
            spark,
            workplace.runtimeJar(),
            Optional.of(workplace.archives()));
    write(LaunchPlan.of(spec, launch, configuration));
    if (launch.archive(spec, configuration) instanceof ArchiveUse.NotYet
        || !new CommandLineArchive(workplace, java).isThere()) {
      build(spec, spark, ArchiveKey.of(java, spark, workplace.runtimeJar()));
    }
    buildForContainers(spec, spark);
    return 0;
  }

  private void buildForContainers(ApplicationSpec spec, SparkInstallation spark) {
    if (spec.master().manager() == MasterUrl.Manager.YARN && isWanted(spec)) {
      ArchiveKey key = workplace.containerArchive(spark).key();
      if (workplace.archives().ready(key).isEmpty()) {
        build(spec, spark, key);
      }
    }
  }

  private static boolean isWanted(ApplicationSpec spec) {
    return Boolean.parseBoolean(spec.property(SlipwayKey.ARCHIVE_AUTO.key(), "true"));
  }

  private void build(ApplicationSpec spec, SparkInstallation spark, ArchiveKey lacking) {
    if (isWanted(spec)) {
      new BackgroundBuild(workplace, spark).start(lacking);
    }
  }

  /** Of spark-submit's grammar, what is a command of ours. */
  private static List<String> command(String name, String id, SubmitArguments arguments) {
    List<String> words = new ArrayList<>(List.of(name, id));
    arguments
        .value(SubmitOption.MASTER)
        .or(() -> Optional.ofNullable(arguments.conf().get("spark.master")))
        .ifPresent(master -> words.addAll(List.of("--master", master)));
    return words;
  }

  private ApplicationSpec specify(
      SubmitArguments arguments, Optional<Path> configuration, Consumer<String> warn) {
    return new Submission(workplace.environment(), configuration, warn).specify(arguments);
  }

  /** Of Maven's resolver nothing is loaded unless there is something to resolve. */
  private ApplicationSpec withPackages(ApplicationSpec spec) {
    if (spec.property("spark.jars.packages", "").isBlank()) {
      return spec;
    }
    return new Packages(
            workplace.environment(),
            Path.of(workplace.environment().getOrDefault("HOME", System.getProperty("user.home"))),
            workplace.folders().cache().resolve("packages"),
            System.err,
            workplace.terminal())
        .resolve(spec);
  }

  /** The script reads it, but cannot know where it is when nobody named Spark's home. */
  private boolean isSparkEnvUnread(Optional<Path> configuration) {
    return workplace.environment().getOrDefault("SPARK_ENV_LOADED", "").isEmpty()
        && configuration
            .map(folder -> folder.resolve("spark-env.sh"))
            .filter(Files::exists)
            .isPresent();
  }

  private void write(LaunchPlan launch) {
    try (OutputStream out = Files.newOutputStream(plan)) {
      launch.write(out);
    } catch (IOException e) {
      throw new SlipwayException(
          ErrorCode.SYSTEM,
          "the plan cannot be written: " + e.getMessage(),
          "start slipway by its script",
          e);
    }
  }
}
