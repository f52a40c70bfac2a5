package dev.slipway.yarn.submit;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.launch.SpecFiles;
import dev.slipway.yarn.ContainerFile;
import dev.slipway.yarn.YarnKeys;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.security.UserGroupInformation;

/**
 * Keys of a principal. In cluster mode they travel with the application, to its driver's container
 * and to no other.
 *
 * @param uri a path of this machine, or {@code local:} and one of every machine
 */
record Keytab(String principal, String uri) {
  private static final String PRINCIPAL_KEY = "spark.kerberos.principal";
  private static final String KEY = "spark.kerberos.keytab";
  private static final String OLD_PRINCIPAL_KEY = "spark.yarn.principal";
  private static final String OLD_KEY = "spark.yarn.keytab";
  private static final String LOCAL = "local:";
  private static final String IN_CONTAINER = "__keytab__";
  private static final FsPermission OURS = new FsPermission((short) 0600);

  /**
   * @throws SlipwayException INVALID_VALUE
   */
  static Optional<Keytab> of(YarnKeys keys) {
    Optional<String> principal = keys.text(PRINCIPAL_KEY).or(() -> keys.text(OLD_PRINCIPAL_KEY));
    Optional<String> file = keys.text(KEY).or(() -> keys.text(OLD_KEY));
    if (principal.isPresent() != file.isPresent()) {
      throw new SlipwayException(
          ErrorCode.INVALID_VALUE,
          "a principal and a keytab (" + PRINCIPAL_KEY + ", " + KEY + ") go together",
          "name both or neither");
    }
    return principal.map(name -> new Keytab(name, file.orElseThrow()));
  }

  /**
   * Whether this machine has it: another may be meant.
   *
   * @throws SlipwayException RESOURCE_MISSING
   */
  boolean isHere() {
    boolean readable = Files.isReadable(path());
    if (!readable && !uri.startsWith(LOCAL)) {
      throw new SlipwayException(
          ErrorCode.RESOURCE_MISSING,
          "the keytab " + uri + " does not exist or cannot be read",
          "check " + KEY);
    }
    return readable;
  }

  /** Once for a process. */
  void login() throws IOException {
    if (!UserGroupInformation.isLoginKeytabBased()) {
      UserGroupInformation.loginUserFromKeytab(principal, path().toString());
    }
  }

  private Path path() {
    return Path.of(uri.replaceFirst("^(file|local):(//)?", ""));
  }

  /** Whether the application has one that is to travel. */
  static boolean travelsWith(ApplicationSpec spec) {
    return of(new YarnKeys(spec.properties()))
        .filter(own -> !own.uri.startsWith(LOCAL))
        .isPresent();
  }

  /**
   * Sends it, when it is to travel.
   *
   * @param folder the application's own
   * @return the specification that its driver gets
   */
  static ApplicationSpec send(ApplicationSpec spec, SharedFiles shared, OwnFolder folder) {
    if (!travelsWith(spec)) {
      return spec;
    }
    Keytab own = of(new YarnKeys(spec.properties())).orElseThrow();
    org.apache.hadoop.fs.Path to = new org.apache.hadoop.fs.Path(folder.path(), IN_CONTAINER);
    try (OutputStream out = FileSystem.create(shared.files(), to, OURS)) {
      Files.copy(own.path(), out);
    } catch (IOException e) {
      throw SlipwayException.ofFiles(own.uri + " cannot be sent to " + to, e);
    }
    Map<String, String> properties = new HashMap<>(spec.properties());
    properties.keySet().removeAll(List.of(OLD_KEY, OLD_PRINCIPAL_KEY));
    properties.put(PRINCIPAL_KEY, own.principal);
    properties.put(KEY, IN_CONTAINER);
    return SpecFiles.with(spec, properties);
  }

  /** What was sent, for the master's container. */
  static Optional<ContainerFile> sent(
      ApplicationSpec driver, SharedFiles shared, OwnFolder folder) {
    return driver.property(KEY, "").equals(IN_CONTAINER)
        ? Optional.of(file(shared, new org.apache.hadoop.fs.Path(folder.path(), IN_CONTAINER)))
        : Optional.empty();
  }

  private static ContainerFile file(SharedFiles shared, org.apache.hadoop.fs.Path path) {
    try {
      return shared.describe(path, IN_CONTAINER, false).forApplication();
    } catch (IOException e) {
      throw SlipwayException.ofFiles(path + " cannot be found", e);
    }
  }
}
