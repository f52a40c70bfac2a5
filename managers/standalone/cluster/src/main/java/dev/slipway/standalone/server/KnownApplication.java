package dev.slipway.standalone.server;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.submit.Observation;
import dev.slipway.standalone.node.Attempt;
import java.time.Instant;
import java.util.Optional;

/** An application that can be asked about, whoever runs its driver. */
sealed interface KnownApplication permits Submitted, ClientRun {
  String id();

  /** As a user's token names it; empty: the operator's. */
  Optional<String> account();

  /** The present run of its driver. */
  Attempt attempt();

  /** Where an attempt's driver is or was, if that is a node; else empty. */
  String nodeOf(int attempt);

  /** When it began. */
  Instant since();

  Observation observe();

  /** Of one that is not there, or not for whoever asks. */
  static SlipwayException missing(String id) {
    return new SlipwayException(
        ErrorCode.NOT_FOUND, "there is no application " + id + " here", "see slipway list");
  }
}
