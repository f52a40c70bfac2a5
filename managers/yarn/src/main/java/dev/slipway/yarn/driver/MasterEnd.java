package dev.slipway.yarn.driver;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.link.RemoteEnd;
import dev.slipway.yarn.Greeting;
import dev.slipway.yarn.LineChannel;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The application's master, wherever it is at the moment. */
final class MasterEnd implements RemoteEnd {
  private static final int CONNECT_MILLIS = 5000;

  private final String application;
  private final String secret;
  private final Supplier<InetSocketAddress> address;
  private final boolean once;
  private volatile boolean reached;

  /**
   * @param address asked before each connection; throws MASTER_UNREACHABLE while there is none, and
   *     CONFLICT when there will be none any more
   * @param once whether a master that is not there is gone for good: the driver's parent
   */
  MasterEnd(String application, String secret, Supplier<InetSocketAddress> address, boolean once) {
    this.once = once;
    this.application = application;
    this.secret = secret;
    this.address = address;
  }

  @Override
  public Channel open(Consumer<String> received, Consumer<String> ended) {
    InetSocketAddress there = address.get();
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.setKeepAlive(true);
      socket.connect(there, CONNECT_MILLIS);
      socket
          .getOutputStream()
          .write((Greeting.DRIVER + secret + "\n").getBytes(StandardCharsets.UTF_8));
      BufferedReader in = LineChannel.reader(socket);
      LineChannel channel = new LineChannel(socket, in);
      channel.begin(received, ended);
      reached = true;
      return channel;
    } catch (IOException e) {
      try {
        socket.close();
      } catch (IOException again) {
        e.addSuppressed(again);
      }
      if (once) {
        throw new SlipwayException(
            ErrorCode.CONFLICT, name() + " has died", "see slipway status " + application, e);
      }
      throw unreachable(there + ": " + e.getMessage(), e);
    }
  }

  /** Whether anybody was there, ever, for whichever of the driver's connections. */
  boolean wasReached() {
    return reached;
  }

  @Override
  public SlipwayException unreachable(String why, Throwable cause) {
    return new SlipwayException(
        ErrorCode.MASTER_UNREACHABLE,
        name() + " cannot be reached: " + why,
        "see yarn logs -applicationId " + application,
        cause);
  }

  @Override
  public String name() {
    return "the application master of " + application;
  }

  @Override
  public boolean takesTokens() {
    return true;
  }

  @Override
  public void close() {}
}
