package dev.slipway.launch;

import java.util.regex.Pattern;

/** Hides what Spark's own redaction, which looks at keys, does not: credentials inside a URL. */
public final class Secrets {
  private static final Pattern USER_INFO = Pattern.compile("://[^/@\\s,]+@");

  private Secrets() {}

  public static String hideInUrls(String text) {
    return USER_INFO.matcher(text).replaceAll("://*********(redacted)@");
  }
}
