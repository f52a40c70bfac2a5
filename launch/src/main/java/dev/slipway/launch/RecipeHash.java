package dev.slipway.launch;

import dev.slipway.api.ContainerMemory;
import dev.slipway.api.JvmSpec;
import dev.slipway.api.wire.RecordCodec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The hash of what shapes an executor's JVM: resources, Java options, start-up configuration, class
 * path, environment. Its arguments are left out, they name one driver and one executor, and so is
 * the authentication secret, which can be handed over later.
 */
public final class RecipeHash {
  private record Shape(int cores, ContainerMemory memory, JvmSpec jvm) {}

  private RecipeHash() {}

  public static String of(int cores, ContainerMemory memory, JvmSpec jvm) {
    String canonical = RecordCodec.encode(new Shape(cores, memory, Handover.without(jvm)));
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(canonical.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
