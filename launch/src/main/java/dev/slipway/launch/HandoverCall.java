package dev.slipway.launch;

import dev.slipway.api.wire.RecordCodec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A {@link Handover} where whoever starts a JVM cannot write into its container afterwards: the JVM
 * calls it, and is answered when it is known whose it is. The first line is {@link #GREETING} and a
 * secret of this container's, the second why the JVM has no class-data archive, and empty when it
 * has one; the answer is a handover in one line. Nobody at the other end any more means that nobody
 * will want this JVM.
 */
public final class HandoverCall implements AutoCloseable {
  public static final String GREETING = "executor ";

  /** The variable that has the secret. */
  public static final String SECRET = "SLIPWAY_HANDOVER_SECRET";

  private static final String CALL = "--call-for-handover";
  private static final int MOST_WORDS = 300;
  private static final int CONNECT_MILLIS = 20_000;

  private final Socket socket;
  private final BufferedReader in;

  private HandoverCall(Socket socket) throws IOException {
    this.socket = socket;
    this.in =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  /** The arguments of a JVM that calls. */
  public static List<String> arguments(String host, int port) {
    return List.of(CALL, host, Integer.toString(port));
  }

  public static boolean isIn(List<String> arguments) {
    return arguments.size() == 3 && arguments.get(0).equals(CALL);
  }

  /**
   * @param arguments as {@link #arguments} made them
   * @param unarchived why this JVM has no class-data archive; empty: it has one
   * @throws IOException when nobody is there
   */
  public static HandoverCall open(
      List<String> arguments, String secret, Optional<String> unarchived) throws IOException {
    Socket socket = new Socket();
    try {
      socket.setKeepAlive(true);
      socket.connect(
          new InetSocketAddress(arguments.get(1), Integer.parseInt(arguments.get(2))),
          CONNECT_MILLIS);
      String words = GREETING + secret + "\n" + brief(unarchived.orElse("")) + "\n";
      socket.getOutputStream().write(words.getBytes(StandardCharsets.UTF_8));
      return new HandoverCall(socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static String brief(String words) {
    String line = words.replace('\n', ' ');
    return line.substring(0, Math.min(line.length(), MOST_WORDS));
  }

  /** Whether the answer is there, or will never be. */
  public boolean isOver() throws IOException {
    return in.ready();
  }

  /** Waits as long as somebody is there; empty when nobody is any more. */
  public Optional<Handover> await() throws IOException {
    return Optional.ofNullable(in.readLine()).map(line -> RecordCodec.decode(Handover.class, line));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
