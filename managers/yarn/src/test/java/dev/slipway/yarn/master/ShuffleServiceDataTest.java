package dev.slipway.yarn.master;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.JvmSpec;
import dev.slipway.api.Memory;
import dev.slipway.launch.Handover;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What Spark's YarnShuffleService expects, in each of its forms. */
class ShuffleServiceDataTest {
  private static final String ENABLED = "spark.shuffle.service.enabled";
  private static final Map<String, String> SECRET = Map.of(Handover.SECRET_VARIABLE, "hush");

  @Test
  void nobodyIsToldWithoutTheService() {
    assertThat(told(Map.of(), SECRET)).isEmpty();
    assertThat(told(Map.of(ENABLED, "false"), SECRET)).isEmpty();
  }

  @Test
  void theServiceIsToldTheSecretOrNothing() {
    assertThat(told(Map.of(ENABLED, "true"), SECRET)).isEqualTo(Map.of("spark_shuffle", "hush"));
    assertThat(told(Map.of(ENABLED, "true"), Map.of())).isEqualTo(Map.of("spark_shuffle", ""));
  }

  @Test
  void itMayHaveAnotherName() {
    assertThat(told(Map.of(ENABLED, "true", "spark.shuffle.service.name", "other"), Map.of()))
        .isEqualTo(Map.of("other", ""));
  }

  @Test
  void oneThatIsToStoreNothingIsToldSo() {
    String key = "spark.yarn.shuffle.server.recovery.disabled";
    assertThat(told(Map.of(ENABLED, "true", key, "true"), SECRET))
        .isEqualTo(Map.of("spark_shuffle", "{\"" + key + "\":true,\"secret\":\"hush\"}"));
    assertThat(told(Map.of(ENABLED, "true", key, "true"), Map.of()))
        .isEqualTo(Map.of("spark_shuffle", "{\"" + key + "\":true}"));
  }

  private static Map<String, String> told(
      Map<String, String> settings, Map<String, String> environment) {
    JvmSpec executor =
        new JvmSpec(
            JvmSpec.Role.EXECUTOR,
            Memory.ofMebibytes(512),
            1,
            List.of(),
            settings,
            "",
            "",
            environment,
            List.of());
    Map<String, String> told = new HashMap<>();
    ShuffleServiceData.of(executor)
        .forEach((name, data) -> told.put(name, StandardCharsets.UTF_8.decode(data).toString()));
    return told;
  }
}
