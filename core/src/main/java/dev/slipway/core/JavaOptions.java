package dev.slipway.core;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a string of Java options the way Spark's launcher does: blanks part, quotes and
 * backslashes join.
 */
public final class JavaOptions {
  private JavaOptions() {}

  public static List<String> parse(String text) {
    List<String> options = new ArrayList<>();
    StringBuilder option = new StringBuilder();
    boolean started = false;
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote == 0 && Character.isWhitespace(c)) {
        if (started) {
          options.add(option.toString());
          option.setLength(0);
          started = false;
        }
        continue;
      }
      started = true;
      if (c == quote) {
        quote = 0;
      } else if (quote == 0 && (c == '"' || c == '\'')) {
        quote = c;
      } else if (c == '\\' && quote != '\'' && i + 1 < text.length()) {
        option.append(text.charAt(++i));
      } else {
        option.append(c);
      }
    }
    if (started) {
      options.add(option.toString());
    }
    return options;
  }
}
