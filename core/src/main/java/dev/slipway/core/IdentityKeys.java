package dev.slipway.core;

import dev.slipway.api.SlipwayKey;
import java.util.List;

/** The properties that say whom Hadoop is to take an application for. */
public final class IdentityKeys {
  public static final List<String> ALL =
      List.of(
          SlipwayKey.PROXY_USER.key(),
          "spark.kerberos.keytab",
          "spark.kerberos.principal",
          "spark.yarn.keytab",
          "spark.yarn.principal");

  private IdentityKeys() {}
}
