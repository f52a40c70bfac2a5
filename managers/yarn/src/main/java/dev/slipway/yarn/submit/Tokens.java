package dev.slipway.yarn.submit;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.yarn.MasterOrder;
import dev.slipway.yarn.YarnKeys;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.yarn.client.util.YarnClientUtils;
import org.apache.hadoop.yarn.security.AMRMTokenIdentifier;

/**
 * Delegation tokens: by them containers, and NodeManagers that fetch their files, speak with a
 * secured file system for whoever submitted. The ResourceManager renews them while the application
 * runs, and has them cancelled afterwards; so they are new ones for each application.
 */
final class Tokens {
  private Tokens() {}

  /**
   * @param staging the file system that the application's own files are on
   * @return none where Hadoop is not secured
   * @throws SlipwayException SYSTEM, HADOOP_CONF_MISSING
   */
  static Credentials of(Configuration configuration, YarnKeys keys, FileSystem staging) {
    Credentials all = new Credentials();
    if (!UserGroupInformation.isSecurityEnabled()) {
      return all;
    }
    UserGroupInformation us = Identity.current();
    if (canBeHad()) {
      String renewer = renewer(configuration);
      for (FileSystem each : fileSystems(configuration, keys, staging)) {
        obtain(each, renewer, all);
      }
    }
    all.mergeAll(us.getCredentials());
    return all;
  }

  /** Tokens cannot be had for tokens. */
  static boolean canBeHad() {
    UserGroupInformation us = Identity.current();
    return Optional.ofNullable(us.getRealUser()).orElse(us).hasKerberosCredentials();
  }

  /** What of a master's is its driver's too: Spark hands all that a driver has to executors. */
  static Credentials ofDriver(Credentials masters) {
    Credentials theirs = new Credentials(masters);
    MasterOrder.removeFrom(theirs);
    masters
        .getTokenMap()
        .forEach(
            (alias, token) -> {
              if (token.getKind().equals(AMRMTokenIdentifier.KIND_NAME)) {
                theirs.removeToken(alias);
              }
            });
    return theirs;
  }

  private static void obtain(FileSystem files, String renewer, Credentials into) {
    try {
      files.addDelegationTokens(renewer, into);
    } catch (IOException e) {
      throw failed("no token of " + files.getUri(), e);
    }
  }

  private static Set<FileSystem> fileSystems(
      Configuration configuration, YarnKeys keys, FileSystem staging) {
    Set<FileSystem> all = new LinkedHashSet<>();
    all.add(staging);
    try {
      all.add(FileSystem.get(configuration));
      for (String key :
          new String[] {
            "spark.kerberos.access.hadoopFileSystems",
            "spark.yarn.access.hadoopFileSystems",
            "spark.yarn.access.namenodes"
          }) {
        for (String uri : keys.list(key)) {
          all.add(new Path(uri).getFileSystem(configuration));
        }
      }
      return all;
    } catch (IOException | IllegalArgumentException e) {
      throw failed("a file system cannot be reached", e);
    }
  }

  private static String renewer(Configuration configuration) {
    try {
      String principal = YarnClientUtils.getRmPrincipal(configuration);
      if (principal != null && !principal.isEmpty()) {
        return principal;
      }
    } catch (IOException e) {
      throw failed("the ResourceManager's principal cannot be found", e);
    }
    throw new SlipwayException(
        ErrorCode.HADOOP_CONF_MISSING,
        "Hadoop is secured, and yarn.resourcemanager.principal is not set",
        "set it in yarn-site.xml in HADOOP_CONF_DIR");
  }

  private static SlipwayException failed(String what, Exception e) {
    return new SlipwayException(
        ErrorCode.SYSTEM,
        what + ": " + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
        "check fs.defaultFS and spark.kerberos.access.hadoopFileSystems",
        e);
  }
}
