package dev.slipway.standalone.node;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.wire.RecordCodec;
import dev.slipway.launch.ClientFolders;
import dev.slipway.launch.DriverEnvironment;
import dev.slipway.launch.DriverLaunch;
import dev.slipway.launch.Handover;
import dev.slipway.launch.SpecFiles;
import dev.slipway.launch.process.ContainerFolder;
import dev.slipway.standalone.driver.Token;
import dev.slipway.standalone.submit.UploadedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** How this node starts the driver of an application in cluster mode. */
final class NodeDrivers {
  private static final String TOKEN = "token";
  private static final String SPECIFICATION = "specification.json";

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

  /** How the JVM of such a driver is started in this folder. */
  JvmStart start(
      ApplicationSpec spec,
      Optional<UploadedFile> configuration,
      ContainerFolder folder,
      Optional<Account> account) {
    DriverLaunch.Command command =
        jvms.drivers()
            .of(
                spec,
                jvms.sparkConfiguration(),
                Handover.awaiting(folder.handover()),
                Map.of("java.io.tmpdir", folder.tmp().toString()),
                configuration(configuration, folder));
    Map<String, String> environment =
        new HashMap<>(
            jvms.driverEnvironment(DriverEnvironment.of(spec.properties()), command, folder));
    environment.put(Token.VARIABLE, application(folder).resolve(TOKEN).toString());
    return new JvmStart(command.words(), environment, account, configuration);
  }

  /**
   * Fetches its files and lays them, its specification and its token into the container's folder,
   * for its owner only. All at once: a process of that owner may be there already, and an agent
   * that is killed meanwhile must not leave the half.
   *
   * @param account under which it runs; empty: the agent's
   * @throws SlipwayException RESOURCE_MISSING, SYSTEM, INVALID_VALUE
   */
  void prepare(
      ContainerIdentity identity,
      ApplicationSpec submitted,
      ContainerFolder folder,
      Optional<Account> account) {
    Path aside = folder.path().resolve("application.new");
    try {
      Files.createDirectory(
          aside,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      ApplicationSpec spec = here(submitted, aside, folder, account);
      write(aside.resolve(TOKEN), token.forApplication(identity.application()).fileContent());
      write(aside.resolve(SPECIFICATION), RecordCodec.encode(spec));
      account.ifPresent(each -> each.own(aside));
      Files.move(aside, application(folder), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw unwritable(aside, e);
    }
  }

  /** What makes a waiting JVM this folder's driver; empty: its files are not there. */
  Optional<Handover> handover(ContainerFolder folder) {
    Path specification = application(folder).resolve(SPECIFICATION);
    return Files.exists(specification)
        ? Optional.of(new Handover(List.of(specification.toString()), Optional.empty(), Map.of()))
        : Optional.empty();
  }

  private static Path application(ContainerFolder folder) {
    return folder.tmp().resolve("application");
  }

  /**
   * Lays the client's configuration into a container's folder.
   *
   * @throws SlipwayException RESOURCE_MISSING, SYSTEM, INVALID_VALUE
   */
  void configuration(UploadedFile zip, ContainerFolder folder) {
    files.use(zip, there -> ClientFolders.unpack(there, configuration(folder)));
  }

  /** What was laid there. */
  static ClientFolders configuration(Optional<UploadedFile> zip, ContainerFolder folder) {
    return zip.map(laid -> ClientFolders.in(configuration(folder))).orElse(ClientFolders.NONE);
  }

  private static Path configuration(ContainerFolder folder) {
    return folder.tmp().resolve("configuration");
  }

  private ApplicationSpec here(
      ApplicationSpec submitted, Path aside, ContainerFolder folder, Optional<Account> account) {
    Map<String, String> properties = new HashMap<>(submitted.properties());
    properties.remove(ClientFolders.PROPERTY);
    properties.putAll(settings);
    return SpecFiles.rewrite(
        SpecFiles.with(submitted, properties),
        uri -> Stream.of(local(uri, aside, folder, account.isPresent())));
  }

  private String local(String uri, Path aside, ContainerFolder folder, boolean copied) {
    return UploadedFile.parse(uri)
        .map(file -> lay(file, aside, copied))
        .map(name -> application(folder).resolve(name).toUri().toString())
        .orElse(uri);
  }

  /**
   * As a link, so that it takes no space and stays as long as the container does; but the agent's
   * file is nobody else's, so that other accounts get a copy.
   *
   * @return its name below the folder
   */
  private Path lay(UploadedFile file, Path folder, boolean copied) {
    Path name = Path.of("files", file.sha256(), file.name());
    Path here = folder.resolve(name);
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
    return name;
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
    return SlipwayException.ofFiles("cannot write " + file, e);
  }
}
