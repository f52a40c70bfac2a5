package dev.slipway.yarn.master;

import dev.slipway.api.wire.RecordCodec;
import dev.slipway.launch.Handover;
import dev.slipway.launch.HandoverCall;
import dev.slipway.link.DriverMessage;
import dev.slipway.link.ServerMessage;
import dev.slipway.yarn.Greeting;
import dev.slipway.yarn.LineChannel;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the driver and the executors of one application reach its master. The first line of a
 * connection says who it is, by a secret. A thread for each connection that did not say so yet, two
 * for each driver's.
 */
final class LinkServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LinkServer.class);
  private static final int GREETING_MILLIS = 10_000;
  private static final int BACKLOG = 1000;

  /** Characters of whoever has not said yet who it is. */
  private static final int MOST_BEFORE_GREETED = 1000;

  /** A driver's connection. */
  interface Peer {
    void send(ServerMessage message);

    void drop();
  }

  /** Called from threads of the connections; returns quickly. */
  interface Listener {
    void said(Peer peer, DriverMessage message);

    void gone(Peer peer, String why);

    /**
     * @param unarchived why its JVM has no class-data archive; empty: it has one
     */
    void calls(String secret, Optional<String> unarchived, HandoverLine line);
  }

  private final ServerSocket server;
  private final String secret;

  private LinkServer(ServerSocket server, String secret) {
    this.server = server;
    this.secret = secret;
  }

  /** On a free port of every interface. */
  static LinkServer open(String secret) throws IOException {
    return new LinkServer(new ServerSocket(0, BACKLOG), secret);
  }

  int port() {
    return server.getLocalPort();
  }

  void start(Listener listener) {
    thread("slipway-accept", () -> accept(listener)).start();
  }

  private void accept(Listener listener) {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        thread("slipway-connection", () -> greet(socket, listener)).start();
      } catch (IOException e) {
        if (!server.isClosed()) {
          LOG.warn("A connection could not be accepted", e);
        }
      }
    }
  }

  private void greet(Socket socket, Listener listener) {
    try {
      socket.setTcpNoDelay(true);
      socket.setKeepAlive(true);
      socket.setSoTimeout(GREETING_MILLIS);
      BufferedReader in = LineChannel.reader(socket);
      String first = LineChannel.line(in, MOST_BEFORE_GREETED).orElse("");
      if (matches(first, Greeting.DRIVER + secret)) {
        socket.setSoTimeout(0);
        drive(socket, in, listener);
      } else if (first.startsWith(HandoverCall.GREETING)) {
        Optional<String> unarchived =
            LineChannel.line(in, MOST_BEFORE_GREETED).filter(why -> !why.isEmpty());
        socket.setSoTimeout(0);
        String said = first.substring(HandoverCall.GREETING.length());
        wait(socket, in, line -> listener.calls(said, unarchived, line));
      } else {
        LOG.warn("Refused a connection from {}", socket.getRemoteSocketAddress());
        socket.close();
      }
    } catch (IOException e) {
      LOG.debug("A connection broke before it said anything", e);
      close(socket);
    }
  }

  private static void drive(Socket socket, BufferedReader in, Listener listener) {
    LineChannel channel = new LineChannel(socket, in);
    Peer peer =
        new Peer() {
          @Override
          public void send(ServerMessage message) {
            channel.send(RecordCodec.encode(ServerMessage.class, message));
          }

          @Override
          public void drop() {
            // It waits for what is to be sent.
            thread("slipway-drop", channel::close).start();
          }
        };
    channel.begin(
        text -> listener.said(peer, RecordCodec.decode(DriverMessage.class, text)),
        why -> listener.gone(peer, why));
  }

  /** Until it is answered, or its other end is gone. */
  private static void wait(Socket socket, BufferedReader in, Consumer<HandoverLine> called)
      throws IOException {
    HandoverLine line =
        new HandoverLine() {
          @Override
          public void answer(Handover handover) {
            try {
              String text = RecordCodec.encode(handover) + "\n";
              socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
              LOG.debug("An executor's line broke", e);
            }
            LinkServer.close(socket);
          }

          @Override
          public void hangUp() {
            LinkServer.close(socket);
          }
        };
    called.accept(line);
    while (in.read() >= 0) {
      // It has nothing more to say.
    }
    close(socket);
  }

  private static boolean matches(String said, String expected) {
    return MessageDigest.isEqual(
        said.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8));
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("A connection could not be closed", e);
    }
  }

  private static Thread thread(String name, Runnable task) {
    Thread made = new Thread(task, name);
    made.setDaemon(true);
    return made;
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      LOG.debug("The port could not be closed", e);
    }
  }
}
