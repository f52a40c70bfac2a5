package dev.slipway.yarn.submit;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.security.GeneralSecurityException;
import java.security.PrivilegedExceptionAction;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.security.authentication.client.AuthenticatedURL;
import org.apache.hadoop.security.authentication.client.AuthenticationException;
import org.apache.hadoop.security.authentication.client.ConnectionConfigurator;
import org.apache.hadoop.security.authentication.client.KerberosAuthenticator;
import org.apache.hadoop.security.ssl.SSLFactory;
import org.apache.hadoop.yarn.webapp.util.WebAppUtils;

/**
 * Pages of NodeManagers: by {@code yarn.http.policy} over TLS, trusted as {@code ssl-client.xml}
 * says, and where Hadoop is secured we say who we are, by Kerberos if the NodeManager wants it.
 */
final class NodePages {
  private static final int TIMEOUT_MILLIS = 10_000;

  private final Configuration configuration;

  NodePages(Configuration configuration) {
    this.configuration = configuration;
  }

  /**
   * @param node its address; YARN names some with a scheme and some without
   * @return whether it has such a page
   * @throws SlipwayException UNAUTHORIZED
   */
  boolean copy(String node, String path, OutputStream out) throws IOException {
    String scheme = node.contains("://") ? "" : WebAppUtils.getHttpSchemePrefix(configuration);
    URL url = URI.create(scheme + node + path).toURL();
    if (!url.getProtocol().equals("https")) {
      return copy(url, connection -> connection, out);
    }
    SSLFactory tls = new SSLFactory(SSLFactory.Mode.CLIENT, configuration);
    try {
      tls.init();
      return copy(url, tls, out);
    } catch (GeneralSecurityException e) {
      throw new IOException("TLS by ssl-client.xml", e);
    } finally {
      tls.destroy();
    }
  }

  private static boolean copy(URL url, ConnectionConfigurator tls, OutputStream out)
      throws IOException {
    try {
      return copy(url, open(url, tls), out);
    } catch (FileNotFoundException e) {
      // Hadoop's client asks whether it may have the page, and says so of one that is not there.
      return false;
    }
  }

  private static boolean copy(URL url, HttpURLConnection connection, OutputStream out)
      throws IOException {
    return switch (connection.getResponseCode()) {
      case HttpURLConnection.HTTP_OK -> {
        try (InputStream in = connection.getInputStream()) {
          in.transferTo(out);
          yield true;
        }
      }
      case HttpURLConnection.HTTP_UNAUTHORIZED, HttpURLConnection.HTTP_FORBIDDEN ->
          throw refused(url, new IOException(connection.getResponseMessage()));
      default -> false;
    };
  }

  private static HttpURLConnection open(URL url, ConnectionConfigurator tls) throws IOException {
    ConnectionConfigurator configurator =
        connection -> {
          connection.setConnectTimeout(TIMEOUT_MILLIS);
          connection.setReadTimeout(TIMEOUT_MILLIS);
          // It knows of a log server; aggregated logs are read without one.
          connection.setInstanceFollowRedirects(false);
          return tls.configure(connection);
        };
    if (!UserGroupInformation.isSecurityEnabled()) {
      return configurator.configure((HttpURLConnection) url.openConnection());
    }
    AuthenticatedURL authenticated =
        new AuthenticatedURL(new KerberosAuthenticator(), configurator);
    PrivilegedExceptionAction<HttpURLConnection> action =
        () -> {
          try {
            return authenticated.openConnection(url, new AuthenticatedURL.Token());
          } catch (AuthenticationException e) {
            throw refused(url, e);
          }
        };
    try {
      UserGroupInformation us = Identity.current();
      return Optional.ofNullable(us.getRealUser()).orElse(us).doAs(action);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static SlipwayException refused(URL url, Exception e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return new SlipwayException(
        ErrorCode.UNAUTHORIZED,
        "the NodeManager at " + url.getAuthority() + " does not show logs: " + cause.getMessage(),
        "see YARN's ACLs (yarn.acl.enable), and get a ticket with kinit where it wants one",
        e);
  }
}
