package dev.slipway.packages;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.building.DefaultSettingsBuilderFactory;
import org.apache.maven.settings.building.DefaultSettingsBuildingRequest;
import org.apache.maven.settings.building.SettingsBuildingException;
import org.eclipse.aether.RepositorySystemSession.SessionBuilder;
import org.eclipse.aether.repository.Authentication;
import org.eclipse.aether.repository.Proxy;
import org.eclipse.aether.util.repository.AuthenticationBuilder;
import org.eclipse.aether.util.repository.DefaultAuthenticationSelector;
import org.eclipse.aether.util.repository.DefaultMirrorSelector;
import org.eclipse.aether.util.repository.DefaultProxySelector;
import org.jspecify.annotations.Nullable;

/** Of the user's Maven settings: mirrors, proxies, servers' passwords, the local repository. */
record MavenSettings(Settings settings, Path folder) {

  /**
   * @param folder {@code ~/.m2}
   * @throws SlipwayException INVALID_VALUE when the settings cannot be read
   */
  static MavenSettings read(Path folder) {
    Path file = folder.resolve("settings.xml");
    DefaultSettingsBuildingRequest request = new DefaultSettingsBuildingRequest();
    request.setSystemProperties(System.getProperties());
    if (Files.isRegularFile(file)) {
      request.setUserSettingsFile(file.toFile());
    }
    try {
      Settings settings =
          new DefaultSettingsBuilderFactory().newInstance().build(request).getEffectiveSettings();
      return new MavenSettings(settings, folder);
    } catch (SettingsBuildingException e) {
      throw new SlipwayException(
          ErrorCode.INVALID_VALUE, "Maven's settings cannot be read: " + e, "mend " + file, e);
    }
  }

  /** Where Maven itself keeps artifacts; read, never written. */
  Optional<Path> localRepository() {
    String said = settings.getLocalRepository();
    Path path = said == null ? folder.resolve("repository") : Path.of(said);
    return Optional.of(path).filter(Files::isDirectory);
  }

  void applyTo(SessionBuilder session) {
    DefaultMirrorSelector mirrors = new DefaultMirrorSelector();
    settings
        .getMirrors()
        .forEach(
            mirror ->
                mirrors.add(
                    mirror.getId(),
                    mirror.getUrl(),
                    mirror.getLayout(),
                    false,
                    mirror.isBlocked(),
                    mirror.getMirrorOf(),
                    mirror.getMirrorOfLayouts()));
    DefaultAuthenticationSelector servers = new DefaultAuthenticationSelector();
    settings
        .getServers()
        .forEach(
            server ->
                servers.add(
                    server.getId(), authentication(server.getUsername(), server.getPassword())));
    DefaultProxySelector proxies = new DefaultProxySelector();
    settings.getProxies().stream()
        .filter(org.apache.maven.settings.Proxy::isActive)
        .forEach(proxy -> proxies.add(proxy(proxy), proxy.getNonProxyHosts()));
    session.setMirrorSelector(mirrors);
    session.setAuthenticationSelector(servers);
    session.setProxySelector(proxies);
  }

  private static Proxy proxy(org.apache.maven.settings.Proxy proxy) {
    return new Proxy(
        proxy.getProtocol(),
        proxy.getHost(),
        proxy.getPort(),
        authentication(proxy.getUsername(), proxy.getPassword()));
  }

  static Authentication authentication(@Nullable String user, @Nullable String password) {
    return new AuthenticationBuilder().addUsername(user).addPassword(password).build();
  }
}
