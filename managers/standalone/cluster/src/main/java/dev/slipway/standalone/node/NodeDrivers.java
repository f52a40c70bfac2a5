package dev.slipway.standalone.node;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.wire.RecordCodec;
import dev.slipway.launch.ClientFolders;
import dev.slipway.launch.DriverEnvironment;
import dev.slipway.launch.DriverLaunch;
import dev.slipway.launch.process.ContainerFolder;
import dev.slipway.standalone.driver.Token;
import dev.slipway.standalone.submit.SpecFiles;
import dev.slipway.standalone.submit.UploadedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** How this node starts the driver of an application in cluster mode. */
final class NodeDrivers {
  private final NodeJvms jvms;
  private final FileCache files;
  private final Token token;
  private final Map<String, String> settings;

  /**
   * @param token the cluster's, of which drivers get one of their own
   * @param settings for every driver here, above its application's own
   */
  NodeDrivers(NodeJvms jvms, FileCache files, Token token, Map<String, String> settings) {
    this.jvms = jvms;
    this.files = files;
    this.token = token;
    this.settings = Map.copyOf(settings);
  }

  /** A command, and its whole environment. */
  record Prepared(DriverLaunch.Command command, Map<String, String> environment) {}

  /**
   * Fetches its files and writes its specification and its token into the container's folder, for
   * its owner only.
   *
   * @param account under which it will run; empty: the agent's
   * @throws SlipwayException RESOURCE_MISSING, SYSTEM, INVALID_VALUE
   */
  Prepared prepare(
      ContainerIdentity identity,
      ApplicationSpec submitted,
      ContainerFolder folder,
      Optional<Account> account) {
    ClientFolders client =
        UploadedFile.parse(submitted.property(ClientFolders.PROPERTY, ""))
            .map(zip -> configuration(zip, folder))
            .orElse(ClientFolders.NONE);
    ApplicationSpec spec = here(submitted, folder, account);
    Path own = folder.tmp().resolve("token");
    write(own, token.forApplication(identity.application()).fileContent());
    Path specification = folder.tmp().resolve("specification.json");
    write(specification, RecordCodec.encode(spec));
    DriverLaunch.Command command =
        jvms.drivers()
            .of(
                spec,
                jvms.sparkConfiguration(),
                specification,
                Map.of("java.io.tmpdir", folder.tmp().toString()),
                client);
    Map<String, String> environment =
        new HashMap<>(
            jvms.driverEnvironment(DriverEnvironment.of(spec.properties()), command, folder));
    environment.put(Token.VARIABLE, own.toString());
    return new Prepared(command, environment);
  }

  /**
   * Lays the client's configuration into a container's folder.
   *
   * @throws SlipwayException RESOURCE_MISSING, SYSTEM, INVALID_VALUE
   */
  ClientFolders configuration(UploadedFile zip, ContainerFolder folder) {
    Path folders = folder.tmp().resolve("configuration");
    files.use(zip, there -> ClientFolders.unpack(there, folders));
    return ClientFolders.in(folders);
  }

  private ApplicationSpec here(
      ApplicationSpec submitted, ContainerFolder folder, Optional<Account> account) {
    Map<String, String> properties = new HashMap<>(submitted.properties());
    properties.remove(ClientFolders.PROPERTY);
    properties.putAll(settings);
    return SpecFiles.rewrite(
        SpecFiles.with(submitted, properties), uri -> Stream.of(local(uri, folder, account)));
  }

  private String local(String uri, ContainerFolder folder, Optional<Account> account) {
    return UploadedFile.parse(uri)
        .map(file -> lay(file, folder, account.isPresent()))
        .map(file -> file.toUri().toString())
        .orElse(uri);
  }

  /**
   * As a link, so that it takes no space and stays as long as the container does; but the agent's
   * file is nobody else's, so that other accounts get a copy.
   */
  private Path lay(UploadedFile file, ContainerFolder folder, boolean copied) {
    Path here = folder.tmp().resolve("files").resolve(file.sha256()).resolve(file.name());
    if (!Files.exists(here)) {
      files.use(
          file,
          there -> {
            Files.createDirectories(here.getParent());
            if (copied) {
              Files.copy(there, here);
            } else {
              Files.createLink(here, there);
            }
          });
    }
    return here;
  }

  private static void write(Path file, String text) {
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, text);
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  private static SlipwayException unwritable(Path file, IOException e) {
    return new SlipwayException(
        ErrorCode.SYSTEM,
        "cannot write " + file + ": " + e.getMessage(),
        "look at the disk's space and the folder's permissions",
        e);
  }
}
