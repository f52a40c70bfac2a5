package dev.slipway.launch.archive;

import dev.slipway.launch.ClientFolders;
import dev.slipway.launch.ContainerJvms;
import dev.slipway.launch.DriverLaunch;
import dev.slipway.launch.JavaRuntime;
import dev.slipway.launch.SparkContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The class-data archive of JVMs in containers to which Spark travels ({@link ContainerJvms}).
 * Names and times of jars are the same in every container, so one archive fits all nodes that have
 * the same build of the JDK as the machine that made it; elsewhere JVMs start without, by
 * themselves.
 */
public record ContainerArchive(JavaRuntime java, SparkContent spark, Path runtimeJar) {

  public ArchiveKey key() {
    List<String> javas = ArchiveKey.of(java, List.of()).parts();
    return new ArchiveKey(
        ArchiveKind.of(java),
        List.of(
            javas.get(0),
            "Spark in containers " + spark.digest(),
            "Slipway in containers " + SparkContent.digest(runtimeJar)));
  }

  /**
   * With copies of the jars as containers have them, for half a minute; with an archive there
   * already it returns at once.
   *
   * @param log gets the training's output
   * @throws dev.slipway.api.SlipwayException SYSTEM when the training failed; nothing is left
   *     behind
   */
  public Path build(ArchiveBuilder builder, Path log) {
    ArchiveKey key = key();
    return builder.build(
        key,
        log,
        aside -> {
          lay(ArchiveBuilder.work(aside));
          Path specification = Path.of(aside + ".json");
          String making = key.kind().making(aside);
          Files.writeString(specification, ArchiveBuilder.specification(making));
          DriverLaunch.Command command =
              ContainerJvms.of(spark.spark(), Optional.empty())
                  .drivers(Map.of(), java)
                  .of(
                      ArchiveBuilder.training(making),
                      Optional.empty(),
                      List.of(specification.toString()),
                      Map.of(),
                      ClientFolders.NONE);
          return new ArchiveBuilder.Training(command.environment(), List.of(command.words()));
        });
  }

  private void lay(Path folder) throws IOException {
    for (Map.Entry<String, Path> file : spark.files().entrySet()) {
      copy(file.getValue(), folder.resolve(ContainerJvms.SPARK).resolve(file.getKey()));
    }
    copy(runtimeJar, folder.resolve(ContainerJvms.RUNTIME));
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    Files.copy(from, to);
    Files.setLastModifiedTime(to, FileTime.fromMillis(SparkContent.ALWAYS));
  }
}
