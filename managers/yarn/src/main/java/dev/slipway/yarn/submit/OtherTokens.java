package dev.slipway.yarn.submit;

import dev.slipway.api.ApplicationSpec;
import dev.slipway.api.submit.ServiceTokens;
import dev.slipway.launch.ClientFiles;
import dev.slipway.launch.SpecFiles;
import dev.slipway.launch.SpecFiles.Place;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.security.UserGroupInformation;

/**
 * Delegation tokens of services other than file systems, for a driver in cluster mode: it has no
 * ticket to get them by. With a keytab it gets them itself.
 */
final class OtherTokens {
  private OtherTokens() {}

  /**
   * @param spec its jars may bring services of their own
   * @throws dev.slipway.api.SlipwayException UNAUTHORIZED
   */
  static Credentials of(ClientSite site, ApplicationSpec spec) {
    Credentials all = new Credentials();
    if (UserGroupInformation.isSecurityEnabled()
        && Keytab.of(site.keys()).isEmpty()
        && Tokens.canBeHad()) {
      List<Path> path = new ArrayList<>(site.configurationFolders());
      path.addAll(jars(spec));
      ServiceLoader.load(ServiceTokens.class, OtherTokens.class.getClassLoader())
          .forEach(each -> all.addAll(read(each.obtain(spec.properties(), path))));
    }
    return all;
  }

  /** Those on this machine. */
  private static List<Path> jars(ApplicationSpec spec) {
    List<Path> jars = new ArrayList<>();
    SpecFiles.rewrite(
        spec,
        (place, uri, fragment) -> {
          if (place == Place.JARS || place == Place.MAIN) {
            ClientFiles.find(uri).stream()
                .flatMap(List::stream)
                .filter(file -> file.toString().endsWith(".jar"))
                .forEach(jars::add);
          }
          return Stream.of(uri + fragment);
        });
    return jars;
  }

  private static Credentials read(byte[] tokens) {
    Credentials read = new Credentials();
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(tokens))) {
      read.readTokenStorageStream(in);
      return read;
    } catch (IOException e) {
      throw new IllegalStateException("tokens that were just written can be read", e);
    }
  }
}
