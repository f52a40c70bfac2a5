package dev.slipway.link;

import java.time.Duration;

/**
 * What both ends of every link agree on: one JSON text message for each record, tagged with its
 * type; a bearer token on every call; the server pings, the other side answers.
 */
public final class Protocol {
  /** Raised when a message changes its meaning. Both ends must have the same. */
  public static final int VERSION = 8;

  /** The property that tells a driver in cluster mode which application it is. */
  public static final String APPLICATION = "slipway.application.id";

  /** The property that tells a supervised driver which attempt of its application it is, from 1. */
  public static final String ATTEMPT = "slipway.application.attempt";

  /** The property that says how long the command line took, in milliseconds, for the timeline. */
  public static final String COMMAND_LINE_MILLIS = "slipway.application.commandLineMillis";

  /** The property that says how long uploading its files took. */
  public static final String UPLOAD_MILLIS = "slipway.application.uploadMillis";

  /**
   * The property that tells it by which URL its node reaches the server; the client's may differ.
   */
  public static final String SERVER = "slipway.application.server";

  /** Of an application that does not say how many executors it wants. */
  public static final int DEFAULT_EXECUTORS = 2;

  public static final String DRIVERS = "/v1/driver";
  public static final String NODES = "/v1/node";

  /** The header that says where the answered part of a log begins. */
  public static final String LOG_OFFSET = "X-Log-Offset";

  /** Longer messages end the connection. */
  public static final int MAX_MESSAGE = 16 << 20;

  /** How often the server asks whether the other side is there. */
  public static final Duration PING_EVERY = Duration.ofSeconds(3);

  /** Without a message for so long, the server is looked for anew. */
  public static final Duration SERVER_SILENCE = Duration.ofSeconds(20);

  /** For so long a server is tried again that may be being started again. */
  public static final Duration SERVER_RETURN = Duration.ofSeconds(20);

  private Protocol() {}
}
