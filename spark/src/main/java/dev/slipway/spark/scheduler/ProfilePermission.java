package dev.slipway.spark.scheduler;

import java.lang.reflect.Field;
import org.apache.spark.resource.ResourceProfileManager;

/**
 * Spark lets stage-level resource profiles be used on the master URLs that it knows itself, decided
 * once from the URL's text. This sets what its Standalone cluster would have there; a test pins the
 * field.
 */
final class ProfilePermission {
  private static final String FIELD = "isStandaloneOrLocalCluster";

  private ProfilePermission() {}

  static void grant(ResourceProfileManager manager) {
    try {
      Field field = ResourceProfileManager.class.getDeclaredField(FIELD);
      field.setAccessible(true);
      field.setBoolean(manager, true);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this Spark's ResourceProfileManager has no " + FIELD, e);
    }
  }
}
