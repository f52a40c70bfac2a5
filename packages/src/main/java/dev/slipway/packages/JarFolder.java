package dev.slipway.packages;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;
import org.eclipse.aether.artifact.Artifact;

/**
 * Jars under the names that Spark gives them, {@code group_artifact-version.jar}: executors know a
 * jar by its name alone, and two groups may have the same artifact.
 */
record JarFolder(Path folder) {

  /**
   * Any number of processes may do so at once; a jar in use is never changed.
   *
   * @return their paths here
   * @throws SlipwayException SYSTEM
   */
  List<Path> hold(List<Artifact> artifacts) {
    try {
      Files.createDirectories(folder);
      for (Artifact artifact : artifacts) {
        hold(artifact.getPath(), path(artifact));
      }
      return artifacts.stream().map(this::path).toList();
    } catch (IOException e) {
      throw new SlipwayException(
          ErrorCode.SYSTEM,
          "cannot write " + folder + ": " + e,
          "mend its permissions or free space, or name another folder with spark.jars.ivy",
          e);
    }
  }

  private void hold(Path source, Path held) throws IOException {
    if (Files.exists(held) && Files.mismatch(source, held) < 0) {
      return;
    }
    Path aside = folder.resolve("." + held.getFileName() + "-" + UUID.randomUUID());
    try {
      link(source, aside);
      Files.move(aside, held, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  /** Costs no space, where one file system holds both. */
  private static void link(Path source, Path aside) throws IOException {
    try {
      Files.createLink(aside, source.toRealPath());
    } catch (IOException | UnsupportedOperationException elsewhere) {
      Files.copy(source, aside);
    }
  }

  private Path path(Artifact artifact) {
    String classifier = artifact.getClassifier().isEmpty() ? "" : "-" + artifact.getClassifier();
    return folder.resolve(
        "%s_%s-%s%s.jar"
            .formatted(
                artifact.getGroupId(),
                artifact.getArtifactId(),
                artifact.getVersion(),
                classifier));
  }
}
