package dev.slipway.standalone.server;

import dev.slipway.api.ErrorCode;
import dev.slipway.link.ServerMessage.Problem;
import io.javalin.websocket.WsConfig;
import io.javalin.websocket.WsContext;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sockets of one kind of peer: texts become messages, in order, for the resource manager.
 *
 * @param <I> what comes in
 * @param <O> what goes out
 */
final class Sockets<I, O> {
  private static final Logger LOG = LoggerFactory.getLogger(Sockets.class);

  /** Where messages go. Returns quickly. */
  interface Receiver<I, O> {
    void said(Peer<O> peer, I message);

    void gone(Peer<O> peer, String why);
  }

  private final Function<String, Optional<Bearer>> bearers;
  private final Function<String, I> decode;
  private final Function<O, String> encode;
  private final Function<Problem, O> refusal;
  private final Receiver<I, O> receiver;
  private final Map<String, Peer<O>> open = new ConcurrentHashMap<>();

  /**
   * @param bearers who sent an Authorization header
   */
  Sockets(
      Function<String, Optional<Bearer>> bearers,
      Function<String, I> decode,
      Function<O, String> encode,
      Function<Problem, O> refusal,
      Receiver<I, O> receiver) {
    this.bearers = bearers;
    this.decode = decode;
    this.encode = encode;
    this.refusal = refusal;
    this.receiver = receiver;
  }

  void configure(WsConfig socket) {
    socket.onConnect(this::connected);
    socket.onMessage(context -> message(context, context.message()));
    socket.onBinaryMessage(context -> refuse(context, "a text was expected"));
    socket.onClose(context -> closed(context, "closed with status " + context.status()));
    socket.onError(context -> LOG.debug("A connection broke", context.error()));
  }

  /** A token that was taken back since the handshake opens nothing. */
  private void connected(WsContext context) {
    String header = Optional.ofNullable(context.header("Authorization")).orElse("");
    bearers
        .apply(header)
        .ifPresentOrElse(
            bearer ->
                open.put(context.sessionId(), new SocketPeer<>(context.session, bearer, encode)),
            context::closeSession);
  }

  private void message(WsContext context, String text) {
    Peer<O> peer = open.get(context.sessionId());
    if (peer == null) {
      return;
    }
    try {
      receiver.said(peer, decode.apply(text));
    } catch (IllegalArgumentException | ArithmeticException e) {
      refuse(context, "not understood: " + e.getMessage());
    }
  }

  private void refuse(WsContext context, String why) {
    Peer<O> peer = open.get(context.sessionId());
    if (peer != null) {
      LOG.info("Refused a message: {}", why);
      peer.send(
          refusal.apply(
              new Problem(
                  ErrorCode.PROTOCOL, why, "run the same version of Slipway on both sides")));
      peer.drop();
    }
  }

  private void closed(WsContext context, String why) {
    Peer<O> peer = open.remove(context.sessionId());
    if (peer != null) {
      receiver.gone(peer, why);
    }
  }
}
