package dev.slipway.standalone.server;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** How others reach this machine, as far as it can know. */
final class OwnAddress {
  private OwnAddress() {}

  /**
   * An address of its first interface that is no loopback, of version 4 where it has one.
   *
   * @throws SlipwayException SYSTEM when it has none
   */
  static String outward() {
    try {
      return found()
          .orElseThrow(
              () ->
                  new SlipwayException(
                      ErrorCode.SYSTEM,
                      "this machine has no address that others could reach",
                      "name one with --advertise"));
    } catch (IOException e) {
      throw new SlipwayException(
          ErrorCode.SYSTEM,
          "this machine's addresses cannot be read: " + e.getMessage(),
          "name one with --advertise",
          e);
    }
  }

  private static Optional<String> found() throws SocketException {
    List<InetAddress> addresses =
        NetworkInterface.networkInterfaces()
            .filter(OwnAddress::isUp)
            .sorted(Comparator.comparingInt(NetworkInterface::getIndex))
            .flatMap(NetworkInterface::inetAddresses)
            .filter(Predicate.not(InetAddress::isLoopbackAddress))
            .filter(Predicate.not(InetAddress::isLinkLocalAddress))
            .toList();
    return addresses.stream()
        .filter(Inet4Address.class::isInstance)
        .findFirst()
        .or(() -> addresses.stream().findFirst())
        .map(OwnAddress::text);
  }

  private static boolean isUp(NetworkInterface each) {
    try {
      return each.isUp();
    } catch (SocketException goneMeanwhile) {
      return false;
    }
  }

  private static String text(InetAddress address) {
    String host = address.getHostAddress().replaceFirst("%.*", "");
    return host.contains(":") ? "[" + host + "]" : host;
  }
}
