package dev.slipway.yarn;

import org.jspecify.annotations.Nullable;

/** Of what YARN, Hadoop or Java says: the rest is for its own developers. */
public final class FirstLine {
  private FirstLine() {}

  /** Empty when nothing is said. */
  public static String of(@Nullable String words) {
    return words == null ? "" : words.strip().lines().findFirst().orElse("");
  }

  /** Of its message; of its name when it has none. */
  public static String of(Throwable failure) {
    String said = of(failure.getMessage());
    return said.isEmpty() ? failure.toString() : said;
  }
}
