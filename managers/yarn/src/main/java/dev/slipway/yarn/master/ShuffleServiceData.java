package dev.slipway.yarn.master;

import dev.slipway.api.ErrorCode;
import dev.slipway.api.JvmSpec;
import dev.slipway.api.SlipwayException;
import dev.slipway.api.wire.Json;
import dev.slipway.launch.Handover;
import dev.slipway.launch.StartupKeys;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.yarn.exceptions.InvalidAuxServiceException;

/**
 * What a NodeManager tells the shuffle service inside it when an executor comes: the application's
 * secret, as Spark's {@code YarnShuffleService} reads it. Without authentication it hears of the
 * application only.
 */
final class ShuffleServiceData {
  private static final String DEFAULT_NAME = "spark_shuffle";

  private ShuffleServiceData() {}

  /** For a container's launch; empty when its application does not use the service. */
  static Map<String, ByteBuffer> of(JvmSpec executor) {
    Map<String, String> settings = executor.systemProperties();
    if (!is(StartupKeys.SHUFFLE_SERVICE, settings)) {
      return Map.of();
    }
    Optional<String> secret =
        Optional.ofNullable(executor.environment().get(Handover.SECRET_VARIABLE));
    String text =
        is(StartupKeys.SHUFFLE_RECOVERY_DISABLED, settings)
            ? notToBeStored(secret)
            : secret.orElse("");
    return Map.of(
        settings.getOrDefault(StartupKeys.SHUFFLE_SERVICE_NAME, DEFAULT_NAME),
        ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** What to tell the driver when it is for want of the service that a container did not start. */
  static Optional<SlipwayException> missing(String host, Throwable why) {
    return why instanceof InvalidAuxServiceException
        ? Optional.of(
            new SlipwayException(
                ErrorCode.CONFLICT,
                "the NodeManager on " + host + " has no such shuffle service: " + why.getMessage(),
                "set spark.shuffle.service.enabled to false, or spark.shuffle.service.name to its"
                    + " name in yarn.nodemanager.aux-services"))
        : Optional.empty();
  }

  /** The form that asks the service to keep this application in memory only. */
  private static String notToBeStored(Optional<String> secret) {
    Map<String, Object> payload = new LinkedHashMap<>();
    payload.put(StartupKeys.SHUFFLE_RECOVERY_DISABLED, true);
    secret.ifPresent(text -> payload.put("secret", text));
    return Json.write(payload);
  }

  private static boolean is(String key, Map<String, String> settings) {
    return Boolean.parseBoolean(settings.getOrDefault(key, "false").strip());
  }
}
