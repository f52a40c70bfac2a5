package dev.slipway.standalone.server;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.standalone.node.DaemonArguments;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * Where the server listens.
 *
 * @param port 0: any
 * @param advertised the host under which others reach it
 */
record Listening(String host, int port, String advertised) {

  /**
   * @param listen {@code HOST:PORT}
   * @param advertised empty: the host itself, or where that is every address, this machine's
   * @throws SlipwayException USAGE, INVALID_VALUE
   */
  static Listening parse(String listen, Optional<String> advertised) {
    int colon = listen.lastIndexOf(':');
    String host = listen.substring(0, Math.max(colon, 0));
    int port = DaemonArguments.number("--listen", listen.substring(colon + 1), 65535);
    boolean everywhere = resolve(host).isAnyLocalAddress();
    return new Listening(
        host, port, advertised.orElseGet(() -> everywhere ? OwnAddress.outward() : host));
  }

  boolean isLoopback() {
    return resolve(host).isLoopbackAddress();
  }

  String address() {
    return advertised + ":" + port;
  }

  /**
   * @throws SlipwayException UNSUPPORTED
   */
  void refuseOffLoopback() {
    if (!isLoopback()) {
      throw new SlipwayException(
          ErrorCode.UNSUPPORTED,
          "the server cannot listen at " + host + " in plain text: off loopback it needs TLS",
          "let it listen at 127.0.0.1");
    }
  }

  /**
   * The same with a port that is free now: it must be known before the first log link is made.
   *
   * @throws SlipwayException PORT_IN_USE
   */
  Listening withPort() {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(host, port));
      return new Listening(host, probe.getLocalPort(), advertised);
    } catch (IOException e) {
      throw new SlipwayException(
          ErrorCode.PORT_IN_USE,
          "port " + port + " of " + host + " cannot be used: " + e.getMessage(),
          "choose another, or 0 for any, of an address of this machine",
          e);
    }
  }

  private static InetAddress resolve(String host) {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new SlipwayException(
          ErrorCode.INVALID_VALUE,
          "nobody knows the host '" + host + "'",
          "use 127.0.0.1, 0.0.0.0 or an address of this machine",
          e);
    }
  }
}
