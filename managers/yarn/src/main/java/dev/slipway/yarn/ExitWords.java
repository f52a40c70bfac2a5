package dev.slipway.yarn;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An exit code in YARN's diagnostics: the only place that YARN has for one. Ours come from an
 * application master that knew it; YARN writes its own when a container ended by itself.
 */
public final class ExitWords {
  private static final Pattern OURS = Pattern.compile("^exit code (\\d{1,3})\\b");
  private static final Pattern YARNS = Pattern.compile("exitCode: (-?\\d{1,4})\\b");

  private ExitWords() {}

  public static String of(int code) {
    return "exit code " + code;
  }

  /** Of the last attempt, which YARN names last. */
  public static Optional<Integer> in(String diagnostics) {
    Matcher ours = OURS.matcher(diagnostics);
    if (ours.find()) {
      return Optional.of(Integer.parseInt(ours.group(1)));
    }
    return yarns(diagnostics).filter(code -> code >= 0).reduce((first, second) -> second);
  }

  /** YARN's status of the last attempt: below zero it is not its process's code. */
  static Optional<Integer> status(String diagnostics) {
    return yarns(diagnostics).reduce((first, second) -> second);
  }

  private static Stream<Integer> yarns(String diagnostics) {
    return YARNS.matcher(diagnostics).results().map(found -> Integer.parseInt(found.group(1)));
  }
}
