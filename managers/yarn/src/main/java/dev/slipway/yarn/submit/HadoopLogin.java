package dev.slipway.yarn.submit;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.SlipwayKey;
import dev.slipway.yarn.YarnKeys;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.security.SecurityUtil;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.security.UserGroupInformation.AuthenticationMethod;

/**
 * Whom Hadoop takes this process for: under Kerberos a keytab's principal where the application
 * names one, else whoever has a ticket or tokens here; and somebody else where {@code --proxy-user}
 * says so. It counts for the whole process, as Hadoop has it.
 */
public final class HadoopLogin {
  private static final String RENEWAL = "spark.kerberos.renewal.credentials";

  private HadoopLogin() {}

  /**
   * Speaks with the KDC only, and only with a keytab. Not for a driver that YARN started.
   *
   * @throws SlipwayException UNAUTHORIZED, RESOURCE_MISSING, INVALID_VALUE
   */
  static void begin(Configuration configuration, YarnKeys keys) {
    try {
      if (isSecured(configuration)) {
        UserGroupInformation.setConfiguration(configuration);
        login(Keytab.of(keys));
      }
      Optional<String> other = keys.text(SlipwayKey.PROXY_USER.key());
      if (other.isPresent()) {
        become(other.get());
      }
    } catch (IOException | IllegalArgumentException e) {
      throw refused("", e);
    }
  }

  /**
   * Of a driver in cluster mode. With tokens alone Hadoop would take it for the container's
   * account. Hadoop's configuration is on its class path.
   *
   * @param user who submitted
   * @throws SlipwayException as {@link #begin}
   */
  public static void inContainer(ClientSite site, String user) {
    if (!UserGroupInformation.isSecurityEnabled()) {
      return;
    }
    try {
      Credentials given = Tokens.ofDriver(UserGroupInformation.getLoginUser().getCredentials());
      Optional<Keytab> keytab = Keytab.of(site.keys());
      if (keytab.isPresent()) {
        login(keytab);
      } else {
        UserGroupInformation.setLoginUser(UserGroupInformation.createRemoteUser(user));
      }
      UserGroupInformation.getLoginUser().addCredentials(given);
    } catch (IOException | IllegalArgumentException e) {
      throw refused("", e);
    }
  }

  /** Empty where it may be told from the environment. */
  public static Optional<String> user() {
    UserGroupInformation us = Identity.current();
    return UserGroupInformation.isSecurityEnabled() || us.getRealUser() != null
        ? Optional.of(us.getShortUserName())
        : Optional.empty();
  }

  /**
   * Whether this driver has no other tokens of file systems than those that its application began
   * with, which YARN renews; otherwise Spark gets new ones, again and again.
   */
  public static boolean isRenewedByYarn(YarnKeys keys) {
    return UserGroupInformation.isSecurityEnabled()
        && Keytab.of(keys).isEmpty()
        && !keys.text(RENEWAL).equals(Optional.of("ccache"));
  }

  private static boolean isSecured(Configuration configuration) {
    return SecurityUtil.getAuthenticationMethod(configuration) != AuthenticationMethod.SIMPLE;
  }

  private static void login(Optional<Keytab> keytab) throws IOException {
    if (keytab.isPresent() && keytab.get().isHere()) {
      try {
        keytab.get().login();
        return;
      } catch (IOException e) {
        throw refused(keytab.get().principal() + " with " + keytab.get().uri() + ": ", e);
      }
    }
    UserGroupInformation us = UserGroupInformation.getLoginUser();
    UserGroupInformation real = Optional.ofNullable(us.getRealUser()).orElse(us);
    if (!real.hasKerberosCredentials() && us.getCredentials().numberOfTokens() == 0) {
      throw new SlipwayException(
          ErrorCode.UNAUTHORIZED,
          "this YARN wants Kerberos, and there is no ticket here",
          "get one with kinit, or name --principal and --keytab");
    }
  }

  /** Once: a process may have several clients of YARN. */
  private static void become(String other) throws IOException {
    UserGroupInformation login = UserGroupInformation.getLoginUser();
    if (login.getRealUser() == null && !login.getShortUserName().equals(other)) {
      UserGroupInformation.setLoginUser(UserGroupInformation.createProxyUser(other, login));
    }
  }

  /** Hadoop wraps what Kerberos says, several times. */
  private static SlipwayException refused(String whom, Exception e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return new SlipwayException(
        ErrorCode.UNAUTHORIZED,
        "Kerberos: " + whom + String.valueOf(cause.getMessage()).lines().findFirst().orElse(""),
        "check the principal, its keytab or ticket, and krb5.conf (-Djava.security.krb5.conf=... in"
            + " JAVA_TOOL_OPTIONS where it is not in /etc)",
        e);
  }
}
