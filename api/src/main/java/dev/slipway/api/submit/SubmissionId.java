package dev.slipway.api.submit;

import java.util.regex.Pattern;

/** Chosen by whoever submits; the same id twice is the same application. */
public record SubmissionId(String text) {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  public SubmissionId {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("'" + text + "' is not a submission id");
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
