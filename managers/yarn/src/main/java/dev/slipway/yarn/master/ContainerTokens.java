package dev.slipway.yarn.master;

import dev.slipway.link.DriverMessage;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Base64;
import org.apache.hadoop.io.DataOutputBuffer;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.yarn.security.AMRMTokenIdentifier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The application's delegation tokens, by which NodeManagers fetch its files and the master removes
 * them. They are kept where Hadoop looks for them: with the login user. The driver sends newer ones
 * before they expire, when it can get any.
 */
final class ContainerTokens {
  private static final Logger LOG = LoggerFactory.getLogger(ContainerTokens.class);

  private final UserGroupInformation login;

  ContainerTokens(UserGroupInformation login) {
    this.login = login;
  }

  /** For a container that starts now. */
  ByteBuffer newest() {
    try (DataOutputBuffer out = new DataOutputBuffer()) {
      ofApplication(login.getCredentials()).writeTokenStorageToStream(out);
      return ByteBuffer.wrap(out.getData(), 0, out.getLength());
    } catch (IOException e) {
      throw new IllegalStateException("memory can be written", e);
    }
  }

  void replace(DriverMessage.Tokens newer) {
    Credentials theirs = new Credentials();
    byte[] bytes = Base64.getDecoder().decode(newer.credentials());
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      theirs.readTokenStorageStream(in);
      login.addCredentials(ofApplication(theirs));
      LOG.info("The driver sent {} tokens", theirs.numberOfTokens());
    } catch (IOException e) {
      LOG.error("The driver's new tokens cannot be read", e);
    }
  }

  /** Without what is a master's own, ours or that of an application that the driver runs in. */
  private static Credentials ofApplication(Credentials all) {
    Credentials theirs = new Credentials();
    all.getTokenMap()
        .forEach(
            (alias, token) -> {
              if (!token.getKind().equals(AMRMTokenIdentifier.KIND_NAME)) {
                theirs.addToken(alias, token);
              }
            });
    return theirs;
  }
}
