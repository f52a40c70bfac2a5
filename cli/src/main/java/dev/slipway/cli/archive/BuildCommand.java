package dev.slipway.cli.archive;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.cli.Workplace;
import dev.slipway.launch.JavaRuntime;
import dev.slipway.launch.SparkInstallation;
import dev.slipway.launch.archive.ArchiveBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code slipway archive build}. */
@Command(
    name = "build",
    description =
        "Make the archives for this Java, the command line's, that of this Spark, and where HADOOP_CONF_DIR is"
            + " set that of containers on YARN, unless they are there.",
    mixinStandardHelpOptions = true)
final class BuildCommand implements Callable<Integer> {
  private static final int NICENESS = 10;

  private final Workplace workplace;

  BuildCommand(Workplace workplace) {
    this.workplace = workplace;
  }

  @Override
  public Integer call() {
    Path folder = workplace.archives().path();
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new SlipwayException(
          ErrorCode.SYSTEM, "cannot make " + folder + ": " + e.getMessage(), "mend its folder", e);
    }
    ArchiveBuilder builder = new ArchiveBuilder(workplace.archives(), NICENESS);
    try {
      System.out.println(
          CommandLineArchive.of(workplace).build(builder, folder.resolve("command-line.log")));
    } catch (IOException e) {
      throw new SlipwayException(
          ErrorCode.SYSTEM, "cannot write in " + folder + ": " + e.getMessage(), "mend it", e);
    }
    SparkInstallation spark = workplace.sparkLocator().find().spark();
    System.out.println(
        builder.build(
            JavaRuntime.find(workplace.environment()),
            spark,
            workplace.runtimeJar(),
            folder.resolve("build.log")));
    if (workplace.isHadoopConfigured()) {
      System.out.println(
          workplace.containerArchive(spark).build(builder, folder.resolve("containers.log")));
    }
    return 0;
  }
}
