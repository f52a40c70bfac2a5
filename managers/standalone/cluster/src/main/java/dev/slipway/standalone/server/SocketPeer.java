package dev.slipway.standalone.server;

import java.util.function.Function;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;

/** The other end of a WebSocket. Jetty queues what is sent and reports a failure as a close. */
final class SocketPeer<M> implements Peer<M> {
  private static final int NORMAL = 1000;

  private final Session session;
  private final Bearer bearer;
  private final Function<M, String> encode;

  SocketPeer(Session session, Bearer bearer, Function<M, String> encode) {
    this.session = session;
    this.bearer = bearer;
    this.encode = encode;
  }

  @Override
  public Bearer bearer() {
    return bearer;
  }

  @Override
  public void send(M message) {
    if (session.isOpen()) {
      session.sendText(
          encode.apply(message), Callback.from(() -> {}, failed -> session.disconnect()));
    }
  }

  @Override
  public void drop() {
    session.close(NORMAL, "", Callback.from(() -> {}, failed -> session.disconnect()));
  }
}
