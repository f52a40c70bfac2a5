package dev.slipway.launch;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits a string of Java options the way Spark's launcher does: blanks part; quotes join, and a
 * backslash takes the next character as it is, except between single quotes.
 */
public final class JavaOptions {
  private static final char NONE = 0;

  private JavaOptions() {}

  /**
   * @param what the setting, for the error
   * @throws SlipwayException INVALID_VALUE when a quote or a backslash is left open
   */
  public static List<String> parse(String what, String text) {
    List<String> options = new ArrayList<>();
    StringBuilder option = new StringBuilder();
    boolean started = false;
    boolean escaped = false;
    char quote = NONE;
    for (char c : text.toCharArray()) {
      if (!escaped && quote == NONE && Character.isWhitespace(c)) {
        if (started) {
          options.add(option.toString());
          option.setLength(0);
        }
        started = false;
        continue;
      }
      started = true;
      if (escaped) {
        option.append(c);
        escaped = false;
      } else if (c == '\\' && quote != '\'') {
        escaped = true;
      } else if (c == quote) {
        quote = NONE;
      } else if (quote == NONE && (c == '"' || c == '\'')) {
        quote = c;
      } else {
        option.append(c);
      }
    }
    if (escaped || quote != NONE) {
      throw new SlipwayException(
          ErrorCode.INVALID_VALUE, what + " leaves a quote or a backslash open", "close it");
    }
    if (started) {
      options.add(option.toString());
    }
    return options;
  }
}
