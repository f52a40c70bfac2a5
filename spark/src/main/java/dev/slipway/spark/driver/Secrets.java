package dev.slipway.spark.driver;

import java.util.regex.Pattern;

/** Hides what Spark's own redaction, which looks at keys, does not: credentials inside a URL. */
final class Secrets {
  private static final Pattern USER_INFO = Pattern.compile("://[^/@\\s,]+@");

  private Secrets() {}

  static String hideInUrls(String text) {
    return USER_INFO.matcher(text).replaceAll("://*********(redacted)@");
  }
}
