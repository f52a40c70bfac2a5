package dev.slipway.spark.executor;

import dev.slipway.launch.Handover;
import dev.slipway.launch.HandoverCall;
import dev.slipway.launch.archive.OwnArchive;
import dev.slipway.spark.training.WarmUp;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.spark.SecurityManager;

/** An executor's JVM learns whose it is. */
public final class EarlyExecutor {
  /** Far beyond the server's patience: when there is neither a server nor an agent any more. */
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  private static final int NOBODY_CAME = 1;

  private EarlyExecutor() {}

  /**
   * The arguments for Spark. When they are to be handed over it waits for them, and puts the secret
   * where Spark looks first: a JVM's environment is fixed at its start.
   */
  public static Handover arguments(String[] given) throws Exception {
    if (HandoverCall.isIn(List.of(given))) {
      return called(List.of(given));
    }
    if (!Handover.isAwaited(List.of(given))) {
      return new Handover(List.of(given), Optional.empty(), Map.of());
    }
    Path file = Path.of(given[1]);
    if (Handover.isPooled(file)) {
      WarmUp.run();
    } else if (!Files.exists(file)) {
      // Its driver boots beside it, and needs the cores more.
      EarlyWork.run();
    }
    return accepted(Handover.await(file, PATIENCE));
  }

  /** Where it calls whoever started it: that it still lives is seen by the line. */
  private static Handover called(List<String> given) throws Exception {
    String secret = System.getenv().getOrDefault(HandoverCall.SECRET, "");
    try (HandoverCall call = HandoverCall.open(given, secret, OwnArchive.whyNot())) {
      if (!call.isOver()) {
        EarlyWork.run();
      }
      return accepted(call.await());
    }
  }

  private static Handover accepted(Optional<Handover> handover) {
    if (handover.isEmpty()) {
      System.err.println("slipway: no driver came for this executor");
      System.exit(NOBODY_CAME);
    }
    handover.flatMap(Handover::secret).ifPresent(EarlyExecutor::accept);
    return handover.orElseThrow();
  }

  private static void accept(String secret) {
    try {
      Credentials credentials = new Credentials();
      credentials.addSecretKey(
          SecurityManager.SECRET_LOOKUP_KEY(), secret.getBytes(StandardCharsets.UTF_8));
      UserGroupInformation.getCurrentUser().addCredentials(credentials);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
