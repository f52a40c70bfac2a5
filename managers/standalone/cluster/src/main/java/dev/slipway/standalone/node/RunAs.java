package dev.slipway.standalone.node;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.SlipwayKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Under which of the machine's accounts a node's containers run. */
enum RunAs {
  AGENT,
  SUBMITTER;

  /**
   * @throws SlipwayException INVALID_VALUE; UNSUPPORTED when this agent cannot do it
   */
  static RunAs of(Map<String, String> properties) {
    SlipwayKey key = SlipwayKey.NODE_RUN_AS;
    String text = properties.getOrDefault(key.key(), key.otherwise());
    RunAs mode =
        switch (text) {
          case "agent" -> AGENT;
          case "submitter" -> SUBMITTER;
          default ->
              throw new SlipwayException(
                  ErrorCode.INVALID_VALUE,
                  key.key() + " is '" + text + "'",
                  "it is agent or submitter");
        };
    if (mode == SUBMITTER && !System.getProperty("user.name").equals("root")) {
      throw new SlipwayException(
          ErrorCode.UNSUPPORTED,
          key.key() + "=submitter, but this node's agent is not root's",
          "start it as root: only root may start processes of other accounts");
    }
    return mode;
  }

  /**
   * The container's; empty: the agent's own.
   *
   * @throws SlipwayException when the submitter's account is not known, or not allowed
   */
  Optional<Account> account(ContainerIdentity identity) {
    return switch (this) {
      case AGENT -> Optional.empty();
      case SUBMITTER ->
          Optional.of(
              Account.find(
                  identity
                      .account()
                      .orElseThrow(
                          () ->
                              new SlipwayException(
                                  ErrorCode.UNAUTHORIZED,
                                  "containers run under their submitter's account here, and this"
                                      + " application came with the cluster's own token",
                                  "submit with a user's: slipway cluster token USER"))));
    };
  }

  /**
   * Whether every account may enter a path; where not, its containers could not even start.
   *
   * @throws SlipwayException UNSUPPORTED, SYSTEM
   */
  void check(Path path, String remedy) {
    if (this == AGENT) {
      return;
    }
    for (Path each = path.toAbsolutePath(); each != null; each = each.getParent()) {
      if (Files.exists(each) && !isOpen(each)) {
        throw new SlipwayException(
            ErrorCode.UNSUPPORTED,
            SlipwayKey.NODE_RUN_AS.key() + "=submitter, but other accounts cannot enter " + each,
            remedy);
      }
    }
  }

  private static boolean isOpen(Path path) {
    try {
      return Files.getPosixFilePermissions(path)
          .contains(java.nio.file.attribute.PosixFilePermission.OTHERS_EXECUTE);
    } catch (java.io.IOException e) {
      throw new SlipwayException(
          ErrorCode.SYSTEM, "cannot look at " + path + ": " + e.getMessage(), "mend it", e);
    }
  }
}
