package dev.slipway.core;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Hides secrets in what is printed, by Spark's rule: a key or value that matches {@code
 * spark.redaction.regex}.
 */
public final class Redaction {
  public static final String HIDDEN = "*********(redacted)";
  // Spark 4.2.0's default of spark.redaction.regex.
  private static final String DEFAULT = "(?i)secret|password|token|access[.]?key";

  private Redaction() {}

  public static Map<String, String> redact(Map<String, String> properties) {
    Pattern secret = pattern(properties.getOrDefault("spark.redaction.regex", DEFAULT));
    Map<String, String> redacted = new TreeMap<>();
    properties.forEach(
        (key, value) ->
            redacted.put(
                key, secret.matcher(key).find() || secret.matcher(value).find() ? HIDDEN : value));
    return redacted;
  }

  private static Pattern pattern(String regex) {
    try {
      return Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      // Better to hide by the default than to show because of a typing error.
      return Pattern.compile(DEFAULT);
    }
  }
}
