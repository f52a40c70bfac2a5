package dev.slipway.standalone.driver;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.MasterUrl;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.SlipwayKey;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;

/** Where a server is. */
public record ServerAddress(MasterUrl master) {

  /**
   * A WebSocket's address there.
   *
   * @param trust as the token's: plain text is for this machine only
   * @throws SlipwayException MASTER_UNREACHABLE when nobody knows the host; UNSUPPORTED when the
   *     token would travel through a network unencrypted
   */
  public URI webSocket(String path, Trust trust) {
    return uri(trust.isPlainText() ? "ws" : "wss", path, trust);
  }

  /**
   * A resource's address there.
   *
   * @throws SlipwayException as {@link #webSocket}
   */
  public URI http(String path, Trust trust) {
    return uri(trust.isPlainText() ? "http" : "https", path, trust);
  }

  private URI uri(String scheme, String path, Trust trust) {
    URI uri = URI.create(scheme + "://" + master.authority() + path);
    if (trust.isPlainText() && !isLoopback(uri.getHost())) {
      throw new SlipwayException(
          ErrorCode.UNSUPPORTED,
          master
              + " is not on this machine, and nothing says by what its certificate is recognised",
          "use a copy of the server's token file, which has the certificate's fingerprint in its"
              + " second line, or set "
              + SlipwayKey.TLS_TRUST.key());
    }
    return uri;
  }

  /** Whether a host's addresses are all this machine's own. */
  private boolean isLoopback(String host) {
    try {
      for (InetAddress address : InetAddress.getAllByName(host)) {
        if (!address.isLoopbackAddress()) {
          return false;
        }
      }
      return true;
    } catch (UnknownHostException e) {
      throw unreachable("nobody knows the host " + host, e);
    }
  }

  /**
   * This machine's address on the way there, by which others that reach the server mostly reach it.
   * Nothing is sent.
   *
   * @throws SlipwayException MASTER_UNREACHABLE
   */
  public String localAddress() {
    URI uri = URI.create("any://" + master.authority());
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(new InetSocketAddress(InetAddress.getByName(uri.getHost()), uri.getPort()));
      String local = socket.getLocalAddress().getHostAddress().replaceFirst("%.*", "");
      return local.contains(":") ? "[" + local + "]" : local;
    } catch (IOException e) {
      throw unreachable("there is no way to it: " + e.getMessage(), e);
    }
  }

  /** Whether it is on this machine, and no other machine can reach it. */
  public boolean isOnLoopback() {
    return isLoopback(URI.create("any://" + master.authority()).getHost());
  }

  /** Why a call failed: another server's certificate is a matter of its own. */
  public SlipwayException failed(Throwable cause) {
    for (Throwable each = cause; each != null; each = each.getCause()) {
      if (each instanceof CertificateException) {
        return new SlipwayException(
            ErrorCode.UNAUTHORIZED,
            "what listens at " + master + " is not the server that is meant: " + each.getMessage(),
            "compare the fingerprint that the server prints at its start with the second line of"
                + " our token file, or with "
                + SlipwayKey.TLS_TRUST.key(),
            cause);
      }
    }
    String message = cause.getMessage();
    return unreachable(message == null ? cause.getClass().getSimpleName() : message, cause);
  }

  public SlipwayException unreachable(String why, Throwable cause) {
    return new SlipwayException(
        ErrorCode.MASTER_UNREACHABLE,
        "the server of " + master + " cannot be reached: " + why,
        "check the address; slipway cluster start brings back a cluster of this machine",
        cause);
  }
}
