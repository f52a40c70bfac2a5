package dev.slipway.yarn;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A command in a launch context. NodeManagers write it into a script as {@code exec /bin/bash -c
 * "..."}, between double quotes as it is: it is read by two shells, one after the other. The names
 * that YARN replaces, {@code {{JAVA_HOME}}}, stay.
 */
public final class ShellWords {
  private ShellWords() {}

  /** Standard output and error go into the container's log folder. */
  public static String command(List<String> words) {
    return words.stream().map(ShellWords::quote).collect(Collectors.joining(" "))
        + " 1><LOG_DIR>/stdout 2><LOG_DIR>/stderr";
  }

  static String quote(String word) {
    if (word.matches("[A-Za-z0-9_./:=,+@%{}-]+")) {
      return word;
    }
    String inner = "'" + word.replace("'", "'\\''") + "'";
    return inner.replaceAll("([\\\\$\"`])", "\\\\$1");
  }
}
