package dev.slipway.api;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations in Spark's notation: {@code 500ms}, {@code 120s}, {@code 2min}; a bare number is s. */
public final class DurationText {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|min|h)?");

  private DurationText() {}

  /**
   * @param what has this value, for the error
   * @throws SlipwayException INVALID_VALUE
   */
  public static Duration parse(String what, String text) {
    Matcher form = FORM.matcher(text.strip());
    if (!form.matches()) {
      throw new SlipwayException(
          ErrorCode.INVALID_VALUE,
          what + " is '" + text + "', which is not a duration",
          "write a whole number with a unit, for example 500ms, 120s or 2min");
    }
    long amount = Long.parseLong(form.group(1));
    return switch (form.group(2) == null ? "s" : form.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "m", "min" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofSeconds(amount);
    };
  }
}
