package dev.slipway.link;

import dev.slipway.api.SlipwayException;
import java.util.function.Consumer;

/** The other end of a {@link Link}: where it is, and how messages get there. */
public interface RemoteEnd extends AutoCloseable {

  /** One connection. Safe for use by several threads; never throws. */
  interface Channel {
    /** In order; dropped after the end. */
    void send(String message);

    /** Leaves politely, within two seconds, once all is sent; nothing more is heard of it. */
    void close();

    /** Drops it at once; nothing more is heard of it. */
    void abort();
  }

  /**
   * Connects, within a bound.
   *
   * @param received whole messages, one after the other
   * @param ended why it ended; called once, unless this side closed it
   * @throws SlipwayException MASTER_UNREACHABLE when trying again may help; CONFLICT and NOT_FOUND
   *     when it will not; others at the first connection
   */
  Channel open(Consumer<String> received, Consumer<String> ended);

  SlipwayException unreachable(String why, Throwable cause);

  /** For people: {@code the server of slipway://host:port}. */
  String name();

  /** Whether it uses a secured Hadoop for the application: nobody else is told its tokens. */
  default boolean takesTokens() {
    return false;
  }

  /** Releases what connections share. */
  @Override
  void close();
}
