package dev.slipway.yarn.submit;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.DeployMode;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.MainResource;
import dev.slipway.api.SlipwayException;
import dev.slipway.launch.ClientFiles;
import dev.slipway.launch.ClientFolders;
import dev.slipway.launch.LaidFiles;
import dev.slipway.launch.Secrets;
import dev.slipway.launch.SpecFiles;
import dev.slipway.launch.SpecFiles.Place;
import dev.slipway.yarn.ContainerFile;
import dev.slipway.yarn.FirstLine;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * An application's own files, on their way into its containers by NodeManagers: what is local to
 * the client, or on a file system that NodeManagers may not know, is sent to the application's own
 * folder; what the staging folder's file system has is named where it is. Each lies in a
 * container's folder under its name before anything starts there. In client mode the program itself
 * stays with its driver.
 */
final class UserFiles {
  /** YARN's and ours in a container's folder. */
  private static final Pattern TAKEN =
      Pattern.compile(
          "tmp|stdout|stderr|launch_container\\.sh|container_tokens|default_container_.*|__.*");

  private final SharedFiles shared;
  private final OwnFolder folder;
  private final boolean cluster;
  private final Map<String, ContainerFile> all = new LinkedHashMap<>();
  private final Set<String> driversOnly = new HashSet<>();
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
        files.kept(name -> !files.driversOnly.contains(name)),
        files.kept(files.driversOnly::contains),
        List.copyOf(files.jars));
  }

  private List<ContainerFile> kept(Predicate<String> which) {
    return all.values().stream().filter(file -> which.test(file.name())).toList();
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
    List<String> names = found.stream().map(file -> keep(named(file, fragment))).toList();
    if (place == Place.MAIN && python) {
      driversOnly.addAll(names);
    } else if (place == Place.MAIN || place == Place.JARS) {
      jars.addAll(names);
    }
    return names.stream();
  }

  /** What a URI or a pattern names; under its own name. */
  private List<ContainerFile> found(String uri, boolean archive) {
    Optional<List<java.nio.file.Path>> local = ClientFiles.find(uri);
    try {
      List<ContainerFile> found = new ArrayList<>();
      if (local.isPresent()) {
        for (java.nio.file.Path file : local.get()) {
          found.add(sent(folder.send(new Path(file.toUri())), archive));
        }
      } else {
        for (FileStatus each : matching(uri)) {
          Path path = each.getPath();
          found.add(
              shared.isOurs(path)
                  ? shared.describe(each, path.getName(), archive)
                  : sent(folder.send(path), archive));
        }
      }
      return found;
    } catch (IOException | IllegalArgumentException e) {
      throw missing(uri, FirstLine.of(e));
    }
  }

  private ContainerFile sent(Path there, boolean archive) throws IOException {
    return shared.describe(there, there.getName(), archive).forApplication();
  }

  /** A folder that a pattern matches is passed over, as by Spark. */
  private List<FileStatus> matching(String uri) throws IOException {
    Path path = path(uri);
    FileStatus[] found = path.getFileSystem(shared.files().getConf()).globStatus(path);
    if (found == null) {
      throw missing(uri, "there is no such file");
    }
    return Stream.of(found).filter(FileStatus::isFile).toList();
  }

  /** Patterns may be no URI, and a URI has its spaces encoded. */
  private static Path path(String uri) {
    try {
      return new Path(URI.create(uri));
    } catch (IllegalArgumentException pattern) {
      return new Path(uri);
    }
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

  /** Its name. Of two jars with one name the first counts, as for Spark. */
  private String keep(ContainerFile file) {
    ContainerFile before = all.putIfAbsent(file.name(), file);
    if (before == null || before.equals(file)) {
      return file.name();
    }
    boolean harmless = file.name().endsWith(".jar") && before.archive() == file.archive();
    if (!harmless) {
      throw badName(
          file.name(),
          Secrets.hideInUrls("would be " + before.uri() + " and " + file.uri() + " at once"));
    }
    System.err.println(
        "slipway: warning: two jars are called " + file.name() + "; the first counts");
    return file.name();
  }

  private static SlipwayException badName(String name, String why) {
    return new SlipwayException(
        ErrorCode.INVALID_VALUE, "'" + name + "' " + why, "give the file another name after a #");
  }

  private static SlipwayException missing(String uri, String why) {
    return new SlipwayException(
        ErrorCode.RESOURCE_MISSING,
        Secrets.hideInUrls(uri + " cannot be read: " + why),
        "check the address, and who may read it");
  }
}
