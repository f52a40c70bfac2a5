package dev.slipway.yarn.submit;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.DeployMode;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.MainResource;
import dev.slipway.api.SlipwayException;
import dev.slipway.launch.ClientFiles;
import dev.slipway.launch.ClientFolders;
import dev.slipway.launch.LaidFiles;
import dev.slipway.launch.SpecFiles;
import dev.slipway.launch.SpecFiles.Place;
import dev.slipway.yarn.ContainerFile;
import dev.slipway.yarn.FirstLine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * An application's own files, on their way into its containers by NodeManagers: what is local to
 * the client is sent to the application's own folder, what Hadoop's file systems have is named
 * where it is. Each lies in a container's folder under its name before anything starts there. In
 * client mode the program itself stays with its driver.
 */
final class UserFiles {
  /** YARN's and ours in a container's folder. */
  private static final Pattern TAKEN =
      Pattern.compile(
          "tmp|stdout|stderr|launch_container\\.sh|container_tokens|default_container_.*|__.*");

  private final SharedFiles shared;
  private final OwnFolder folder;
  private final boolean cluster;
  private final Map<String, ContainerFile> everywhere = new LinkedHashMap<>();
  private final Map<String, ContainerFile> driversOnly = new LinkedHashMap<>();
  private final Set<String> jars = new LinkedHashSet<>();

  private UserFiles(SharedFiles shared, OwnFolder folder, DeployMode mode) {
    this.shared = shared;
    this.folder = folder;
    this.cluster = mode == DeployMode.CLUSTER;
  }

  /**
   * @param driver the specification as its driver in a container reads it; of cluster mode
   * @param everywhere what executors get, and a driver in a container
   * @param driversOnly what only the latter gets
   * @param jars the names of those for executors' class path, in its order
   */
  record Laid(
      ApplicationSpec driver,
      List<ContainerFile> everywhere,
      List<ContainerFile> driversOnly,
      List<String> jars) {}

  /**
   * @throws SlipwayException RESOURCE_MISSING, INVALID_VALUE, SYSTEM
   */
  static Laid lay(ApplicationSpec spec, SharedFiles shared, OwnFolder folder) {
    UserFiles files = new UserFiles(shared, folder, spec.deployMode());
    Map<String, String> properties = new HashMap<>(spec.properties());
    // It travels by another way.
    properties.remove(ClientFolders.PROPERTY);
    boolean python = spec.main() instanceof MainResource.Python;
    ApplicationSpec driver =
        SpecFiles.rewrite(
            SpecFiles.with(spec, properties),
            (place, uri, fragment) -> files.lay(place, uri, fragment, python));
    return new Laid(
        driver,
        List.copyOf(files.everywhere.values()),
        List.copyOf(files.driversOnly.values()),
        List.copyOf(files.jars));
  }

  private Stream<String> lay(Place place, String uri, String fragment, boolean python) {
    boolean staysHere = place == Place.MAIN && !cluster;
    if (staysHere || !LaidFiles.isLaid(uri)) {
      return Stream.of(uri + fragment);
    }
    List<ContainerFile> found = found(uri, place == Place.ARCHIVES);
    if (!fragment.isEmpty() && found.size() > 1) {
      throw badName(fragment.substring(1), "is one name for all that " + uri + " matches");
    }
    return found.stream()
        .map(file -> named(file, place == Place.JARS ? "" : fragment))
        .peek(file -> keep(file, place == Place.MAIN && python ? driversOnly : everywhere))
        .map(ContainerFile::name)
        .peek(
            name -> {
              if ((place == Place.MAIN && !python) || place == Place.JARS) {
                jars.add(name);
              }
            });
  }

  /** What a URI or a pattern names; under its own name. */
  private List<ContainerFile> found(String uri, boolean archive) {
    Optional<List<java.nio.file.Path>> local = ClientFiles.find(uri);
    try {
      List<ContainerFile> found = new ArrayList<>();
      if (local.isPresent()) {
        for (java.nio.file.Path file : local.get()) {
          Path sent = folder.send(file);
          found.add(shared.describe(sent, sent.getName(), archive).forApplication());
        }
      } else {
        for (Path each : matching(uri)) {
          found.add(shared.describe(each, each.getName(), archive));
        }
      }
      return found;
    } catch (IOException | IllegalArgumentException e) {
      throw missing(uri, FirstLine.of(e));
    }
  }

  private List<Path> matching(String uri) throws IOException {
    Path path = new Path(uri);
    FileStatus[] found = path.getFileSystem(shared.files().getConf()).globStatus(path);
    if (found == null) {
      throw missing(uri, "there is no such file");
    }
    return Stream.of(found).map(FileStatus::getPath).toList();
  }

  private static ContainerFile named(ContainerFile file, String fragment) {
    String name = fragment.isEmpty() ? file.name() : fragment.substring(1);
    java.nio.file.Path path = java.nio.file.Path.of(name).normalize();
    String first = path.getNameCount() == 0 ? "" : path.getName(0).toString();
    if (path.isAbsolute() || first.isEmpty() || first.equals("..")) {
      throw badName(name, "is not a name in a container's folder");
    }
    if (TAKEN.matcher(first).matches()) {
      throw badName(name, "is taken in a container's folder");
    }
    return file.named(path.toString());
  }

  private static void keep(ContainerFile file, Map<String, ContainerFile> files) {
    ContainerFile before = files.putIfAbsent(file.name(), file);
    if (before != null && !before.uri().equals(file.uri())) {
      System.err.println(
          "slipway: warning: two files are called "
              + file.name()
              + "; "
              + before.uri()
              + " counts");
    }
  }

  private static SlipwayException badName(String name, String why) {
    return new SlipwayException(
        ErrorCode.INVALID_VALUE, "'" + name + "' " + why, "give the file another name after a #");
  }

  private static SlipwayException missing(String uri, String why) {
    return new SlipwayException(
        ErrorCode.RESOURCE_MISSING,
        uri + " cannot be read: " + why,
        "check the address, and who may read it");
  }
}
