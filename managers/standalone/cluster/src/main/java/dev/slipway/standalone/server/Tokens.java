package dev.slipway.standalone.server;

import dev.slipway.standalone.driver.Token;
import java.util.Optional;

/** All tokens that this server knows. Safe for use by several threads. */
record Tokens(Token cluster, UserTokens users) {
  private static final String SCHEME = "Bearer ";

  /** Who sent this Authorization header; empty: nobody we know. */
  Optional<Bearer> bearer(String header) {
    if (cluster.matches(header)) {
      return Optional.of(new Bearer.Operator());
    }
    Optional<String> application = cluster.application(header);
    if (application.isPresent()) {
      return application.map(Bearer.Driver::new);
    }
    return Optional.of(header)
        .filter(text -> text.startsWith(SCHEME))
        .flatMap(text -> users.account(text.substring(SCHEME.length())))
        .map(Bearer.User::new);
  }
}
