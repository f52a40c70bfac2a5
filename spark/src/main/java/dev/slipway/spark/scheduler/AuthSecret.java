package dev.slipway.spark.scheduler;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Properties;

/**
 * The secret of {@code spark.authenticate}. Spark makes one by itself on YARN and Kubernetes and
 * refuses to start without one elsewhere, so there Slipway makes it, before the context exists.
 */
final class AuthSecret {
  private static final String SECRET = "spark.authenticate.secret";
  private static final String BITS = "spark.authenticate.secretBitLength";
  private static final int DEFAULT_BITS = 256;

  private AuthSecret() {}

  /**
   * Puts a fresh secret into the process's properties unless the user gave one. It is there even
   * when authentication is off: the application's code may turn it on in its own SparkConf, and by
   * then it is too late for us. Unused, it is harmless; Spark redacts the key wherever it prints
   * its configuration.
   *
   * @param properties what SparkConf will read: the system properties
   */
  static void ensure(Properties properties) {
    if (properties.getProperty(SECRET, "").isEmpty()) {
      properties.setProperty(SECRET, make(bits(properties)));
    }
  }

  private static int bits(Properties properties) {
    try {
      return Integer.parseInt(properties.getProperty(BITS, Integer.toString(DEFAULT_BITS)));
    } catch (NumberFormatException e) {
      return DEFAULT_BITS; // Spark itself complains about the value, by its name
    }
  }

  private static String make(int bits) {
    byte[] secret = new byte[Math.max(bits, 8) / 8];
    new SecureRandom().nextBytes(secret);
    return HexFormat.of().formatHex(secret);
  }
}
