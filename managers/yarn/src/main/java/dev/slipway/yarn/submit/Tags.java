package dev.slipway.yarn.submit;

import dev.slipway.api.DeployMode;
import dev.slipway.api.submit.SubmissionId;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What YARN keeps of an application for us: tags, which it turns into lower case. So a submission's
 * id is written in hexadecimal.
 */
final class Tags {
  private static final String MODE = "slipway-mode-";
  private static final String FIRST = "slipway-id-1-";
  private static final String SECOND = "slipway-id-2-";
  private static final int HALF = 32;

  private Tags() {}

  static Set<String> of(String mode, Optional<SubmissionId> submission, Set<String> users) {
    Set<String> tags = new HashSet<>(users);
    tags.add(MODE + mode);
    submission.map(Tags::of).ifPresent(tags::addAll);
    return tags;
  }

  /** YARN takes a hundred characters each. */
  static List<String> of(SubmissionId submission) {
    String text = submission.text();
    int cut = Math.min(text.length(), HALF);
    return List.of(FIRST + hex(text.substring(0, cut)), SECOND + hex(text.substring(cut)));
  }

  /** Empty for one that is not of ours. */
  static Optional<DeployMode> mode(Set<String> tags) {
    return Stream.of(DeployMode.values())
        .filter(mode -> tags.contains(MODE + mode.word()))
        .findFirst();
  }

  static Optional<SubmissionId> submission(Set<String> tags) {
    try {
      return part(FIRST, tags)
          .map(first -> new SubmissionId(first + part(SECOND, tags).orElse("")));
    } catch (IllegalArgumentException notOurs) {
      return Optional.empty();
    }
  }

  private static Optional<String> part(String prefix, Set<String> tags) {
    return tags.stream()
        .filter(tag -> tag.startsWith(prefix))
        .map(tag -> HexFormat.of().parseHex(tag.substring(prefix.length())))
        .map(bytes -> new String(bytes, StandardCharsets.US_ASCII))
        .findFirst();
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
  }
}
