package dev.slipway.standalone.driver;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.MasterUrl;
import dev.slipway.api.SlipwayException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;

/** Where a server is. */
public record ServerAddress(MasterUrl master) {

  /**
   * A WebSocket's address there.
   *
   * @throws SlipwayException MASTER_UNREACHABLE when nobody knows the host; UNSUPPORTED when the
   *     token would travel through a network unencrypted
   */
  public URI webSocket(String path) {
    URI uri = URI.create("ws://" + master.authority() + path);
    if (!isLoopback(uri.getHost())) {
      throw new SlipwayException(
          ErrorCode.UNSUPPORTED,
          master + " is not on this machine, and this version has no TLS to protect the token with",
          "use a server on 127.0.0.1");
    }
    return uri;
  }

  /**
   * A resource's address there.
   *
   * @throws SlipwayException as {@link #webSocket}
   */
  public URI http(String path) {
    return URI.create(webSocket(path).toString().replaceFirst("^ws:", "http:"));
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

  public SlipwayException unreachable(String why, Throwable cause) {
    return new SlipwayException(
        ErrorCode.MASTER_UNREACHABLE,
        "the server of " + master + " cannot be reached: " + why,
        "check the address, and that the cluster runs: slipway cluster status",
        cause);
  }
}
