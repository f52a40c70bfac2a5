package dev.slipway.cli;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.core.LaunchPlan;
import dev.slipway.core.Submission;
import dev.slipway.core.SubmitArguments;
import dev.slipway.core.SubmitOption;
import dev.slipway.core.VerboseReport;
import dev.slipway.launch.DriverLaunch;
import dev.slipway.launch.JavaRuntime;
import dev.slipway.launch.SparkInstallation;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

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
    SparkInstallation spark = workplace.sparkLocator().find().spark();
    Optional<Path> configuration = workplace.configurationFolder(spark);
    Submission submission =
        new Submission(
            workplace.environment(), configuration, line -> System.err.println("slipway: " + line));
    ApplicationSpec spec = submission.specify(arguments);
    if (spec.verbose()) {
      System.err.print(VerboseReport.of(arguments, spec));
    }
    JavaRuntime java = JavaRuntime.find(workplace.environment());
    try (OutputStream out = Files.newOutputStream(plan)) {
      DriverLaunch launch =
          new DriverLaunch(
              workplace.environment(),
              java,
              spark,
              workplace.runtimeJar(),
              Optional.of(workplace.archives()));
      LaunchPlan.of(spec, launch, configuration).write(out);
    } catch (IOException e) {
      throw new SlipwayException(
          ErrorCode.SYSTEM,
          "the plan cannot be written: " + e.getMessage(),
          "start slipway by its script",
          e);
    }
    return 0;
  }
}
