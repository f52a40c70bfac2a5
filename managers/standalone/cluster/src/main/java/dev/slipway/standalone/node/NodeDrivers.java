package dev.slipway.standalone.node;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.wire.RecordCodec;
import dev.slipway.launch.DriverLaunch;
import dev.slipway.launch.process.ContainerFolder;
import dev.slipway.standalone.submit.SpecFiles;
import dev.slipway.standalone.submit.UploadedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** How this node starts the driver of an application in cluster mode. */
final class NodeDrivers {
  private final NodeJvms jvms;
  private final FileCache files;
  private final Map<String, String> settings;

  /**
   * @param settings for every driver here, above its application's own
   */
  NodeDrivers(NodeJvms jvms, FileCache files, Map<String, String> settings) {
    this.jvms = jvms;
    this.files = files;
    this.settings = Map.copyOf(settings);
  }

  /** A command, and its whole environment. */
  record Prepared(DriverLaunch.Command command, Map<String, String> environment) {}

  /**
   * Fetches its files and writes its specification into the container's folder, for its owner only.
   *
   * @throws SlipwayException RESOURCE_MISSING, SYSTEM, INVALID_VALUE
   */
  Prepared prepare(ApplicationSpec submitted, ContainerFolder folder) {
    ApplicationSpec spec = here(submitted);
    Path specification = folder.tmp().resolve("specification.json");
    write(specification, RecordCodec.encode(spec));
    DriverLaunch.Command command =
        jvms.drivers()
            .of(
                spec,
                jvms.sparkConfiguration(),
                specification,
                Map.of("java.io.tmpdir", folder.tmp().toString()));
    return new Prepared(command, jvms.driverEnvironment(command, folder));
  }

  private ApplicationSpec here(ApplicationSpec submitted) {
    ApplicationSpec spec = SpecFiles.rewrite(submitted, uri -> Stream.of(local(uri)));
    Map<String, String> properties = new HashMap<>(spec.properties());
    properties.putAll(settings);
    return SpecFiles.with(spec, properties);
  }

  private String local(String uri) {
    return UploadedFile.parse(uri).map(file -> files.get(file).toUri().toString()).orElse(uri);
  }

  private static void write(Path file, String text) {
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new SlipwayException(
          ErrorCode.SYSTEM,
          "cannot write " + file + ": " + e.getMessage(),
          "look at the disk's space and the folder's permissions",
          e);
    }
  }
}
