package dev.slipway.api.driver;

import java.util.regex.Pattern;

/** An executor's id within its application: a decimal integer, because Spark parses it. */
public record ExecutorId(String text) {
  private static final Pattern DECIMAL = Pattern.compile("\\d{1,9}");

  public ExecutorId {
    if (!DECIMAL.matcher(text).matches()) {
      throw new IllegalArgumentException("'" + text + "' is not an executor id");
    }
  }

  public static ExecutorId of(int number) {
    return new ExecutorId(Integer.toString(number));
  }

  @Override
  public String toString() {
    return text;
  }
}
