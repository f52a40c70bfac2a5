package dev.slipway.standalone.server;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;

/**
 * Makes names. An application's is like Spark's, {@code app-20261124101500-3fa90001}: the time,
 * four digits of this server's life, a count; so it is unique among servers and restarts.
 */
final class Identifiers {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss").withZone(ZoneOffset.UTC);

  private final Clock clock;
  private final SecureRandom random;
  private final String life;
  private int applications;

  Identifiers(Clock clock, SecureRandom random) {
    this.clock = clock;
    this.random = random;
    this.life = hex(2);
  }

  String application() {
    applications++;
    return "app-" + TIME.format(clock.instant()) + "-" + life + String.format("%04d", applications);
  }

  /** Whether a name may have been made here or by a server before. */
  static boolean isApplication(String text) {
    return text.matches("app-\\d{14}-[0-9a-f]{4}\\d{4,9}");
  }

  String readKey() {
    return hex(16);
  }

  private String hex(int bytes) {
    byte[] some = new byte[bytes];
    random.nextBytes(some);
    return HexFormat.of().formatHex(some);
  }
}
