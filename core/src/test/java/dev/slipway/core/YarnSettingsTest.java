package dev.slipway.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What Spark's keys for YARN become. */
class YarnSettingsTest {
  private final List<String> warnings = new ArrayList<>();

  @Test
  void listsAreJoinedAndOldNamesReplaced() {
    Map<String, String> translated =
        YarnSettings.translate(
            Map.of(
                "spark.yarn.dist.files", "b",
                "spark.files", "a",
                "spark.yarn.jar", "x.jar",
                "spark.yarn.executor.memoryOverhead", "1g",
                "spark.executor.memoryOverhead", "2g",
                "spark.yarn.user.classpath.first", "true"));
    assertThat(translated)
        .containsEntry("spark.files", "a,b")
        .containsEntry("spark.yarn.jars", "x.jar")
        .containsEntry("spark.executor.memoryOverhead", "2g")
        .containsEntry("spark.driver.userClassPathFirst", "true")
        .containsEntry("spark.executor.userClassPathFirst", "true")
        .doesNotContainKeys("spark.yarn.dist.files", "spark.yarn.jar");
  }

  @Test
  void whatIsNotThereIsRefusedByNameUnlessItIsOff() {
    String key = "spark.yarn.unmanagedAM.enabled";
    YarnSettings.check(Map.of(key, "false"), warnings::add);
    Refused.with(
            ErrorCode.UNSUPPORTED, () -> YarnSettings.check(Map.of(key, "true"), warnings::add))
        .contains(key);
    assertThat(warnings).isEmpty();
  }

  @Test
  void aKeyThatSparkDoesNotHaveIsNamed() {
    YarnSettings.check(Map.of("spark.yarn.quueue", "a", "spark.yarn.queue", "b"), warnings::add);
    assertThat(warnings).hasSize(1).first().asString().contains("spark.yarn.quueue");
  }
}
