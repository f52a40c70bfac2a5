package dev.slipway.standalone.server;

import java.util.Optional;

/** On whose behalf somebody speaks with the server, as the token says and nothing else. */
sealed interface Bearer {
  /** Whoever has the cluster's own token: nodes, and who runs the cluster. */
  record Operator() implements Bearer {}

  /** A user, under the account of this name. */
  record User(String account) implements Bearer {}

  /** The driver of an application in cluster mode, started by a node. */
  record Driver(String application) implements Bearer {}

  /** Whether it may see and do what is of this account; none: the operator's. */
  default boolean mayUse(Optional<String> account) {
    if (this instanceof User user) {
      return account.filter(user.account()::equals).isPresent();
    }
    return this instanceof Operator;
  }

  /** The account that a user's token names. */
  default Optional<String> named() {
    return this instanceof User user ? Optional.of(user.account()) : Optional.empty();
  }

  default boolean isOperator() {
    return this instanceof Operator;
  }
}
