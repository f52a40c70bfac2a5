package dev.slipway.standalone.server;

/** Whoever is at the other end of a connection. Never blocks, never throws. */
interface Peer<M> {
  /** On whose behalf it speaks. */
  Bearer bearer();

  void send(M message);

  /** Ends the connection once what was sent is out. */
  void drop();
}
