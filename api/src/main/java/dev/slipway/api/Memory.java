package dev.slipway.api;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of memory in MiB, in Spark's notation: {@code 512m}, {@code 2g}, {@code 1t}, {@code
 * 1024k}.
 */
public record Memory(long mebibytes) implements Comparable<Memory> {
  private static final Pattern FORM = Pattern.compile("(\\d+)\\s*([kmgtp]?)b?");

  public Memory {
    if (mebibytes < 0) {
      throw new IllegalArgumentException("negative memory");
    }
  }

  public static Memory ofMebibytes(long mebibytes) {
    return new Memory(mebibytes);
  }

  /**
   * A bare number is MiB, as in Spark's memory settings.
   *
   * @param what the setting, for the error
   * @throws SlipwayException {@link ErrorCode#INVALID_VALUE}
   */
  public static Memory parse(String what, String text) {
    Matcher form = FORM.matcher(text.trim().toLowerCase(Locale.ROOT));
    if (!form.matches()) {
      throw invalid(what, text);
    }
    try {
      long amount = Long.parseLong(form.group(1));
      return new Memory(
          switch (form.group(2)) {
            case "k" -> amount / 1024;
            case "g" -> Math.multiplyExact(amount, 1L << 10);
            case "t" -> Math.multiplyExact(amount, 1L << 20);
            case "p" -> Math.multiplyExact(amount, 1L << 30);
            default -> amount;
          });
    } catch (ArithmeticException | NumberFormatException e) {
      throw invalid(what, text);
    }
  }

  private static SlipwayException invalid(String what, String text) {
    return new SlipwayException(
        ErrorCode.INVALID_VALUE,
        what + " is '" + text + "', which is not an amount of memory",
        "write a whole number with a unit, for example 512m or 2g");
  }

  public Memory plus(Memory other) {
    return new Memory(Math.addExact(mebibytes, other.mebibytes));
  }

  public Memory minus(Memory other) {
    return new Memory(Math.subtractExact(mebibytes, other.mebibytes));
  }

  /** In the JVM's notation, for {@code -Xmx}. */
  public String jvm() {
    return mebibytes + "m";
  }

  @Override
  public int compareTo(Memory other) {
    return Long.compare(mebibytes, other.mebibytes);
  }

  @Override
  public String toString() {
    return mebibytes + "m";
  }
}
