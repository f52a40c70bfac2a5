package dev.slipway.standalone.node;

import dev.slipway.api.SlipwayException;
import dev.slipway.launch.JavaRuntime;
import dev.slipway.launch.SparkInstallation;
import dev.slipway.launch.archive.ArchiveBuilder;
import dev.slipway.launch.archive.ArchiveFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the class-data archive of this node's Java and Spark, once, in the background, at the
 * lowest priority. Until it is there, and where it cannot be made, JVMs start without.
 */
final class NodeArchives implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeArchives.class);
  private static final int LOWEST_PRIORITY = 19;

  private final JavaRuntime java;
  private final SparkInstallation spark;
  private final Path runtimeJar;
  private final ArchiveFolder folder;
  private @Nullable Thread builder;

  NodeArchives(JavaRuntime java, SparkInstallation spark, Path runtimeJar, ArchiveFolder folder) {
    this.java = java;
    this.spark = spark;
    this.runtimeJar = runtimeJar;
    this.folder = folder;
  }

  synchronized void start() {
    Thread made = new Thread(this::build, "slipway-archive");
    made.setDaemon(true);
    made.start();
    builder = made;
  }

  private void build() {
    try {
      Path log = Files.createDirectories(folder.path()).resolve("node.log");
      Path archive =
          new ArchiveBuilder(folder, LOWEST_PRIORITY).build(java, spark, runtimeJar, log);
      LOG.info("JVMs start from {}", archive);
    } catch (SlipwayException e) {
      LOG.warn("JVMs start without a class-data archive: {}", e.problem());
    } catch (IOException e) {
      LOG.warn("JVMs start without a class-data archive: {} cannot be written", folder.path(), e);
    }
  }

  /** Ends a training that still runs. */
  @Override
  public synchronized void close() {
    Thread running = builder;
    if (running == null) {
      return;
    }
    running.interrupt();
    try {
      running.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
