package dev.slipway.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** docs/yarn-keys.md says what the code says. */
class YarnKeysPageTest {
  @Test
  void thePageIsTheCodes() throws IOException {
    GeneratedPage.check("yarn-keys.md", page());
  }

  @Test
  void aKeyIsFoundByWhatUsersWrite() {
    assertThat(SparkYarnKey.of("spark.yarn.queue")).hasValue(SparkYarnKey.QUEUE);
    assertThat(SparkYarnKey.of("spark.yarn.appMasterEnv.LANG"))
        .hasValue(SparkYarnKey.APP_MASTER_ENV_NAME);
    assertThat(SparkYarnKey.of("spark.yarn.am.resource.yarn.io/gpu.amount"))
        .hasValue(SparkYarnKey.AM_RESOURCE_TYPE_AMOUNT);
    assertThat(SparkYarnKey.of("spark.yarn.nonesuch")).isEmpty();
  }

  private static String page() {
    StringBuilder page =
        new StringBuilder(
            """
            # Spark's `spark.yarn.*` keys

            Each of those that Spark 4.2.0 has, and what becomes of it here. This page is made from `SparkYarnKey`. A key
            that is refused is named in the error (`SLW-UNSUPPORTED`) before anything is sent, unless its value is `false`; one
            that Spark does not have is named in a warning. Keys that Spark's own client sets for its own application master
            (`spark.yarn.cache.*`, `spark.yarn.user.jar`, `spark.yarn.secondary.jars`, `spark.yarn.isPython`,
            `spark.yarn.app.id`, `spark.yarn.launchContainers`) are nobody's to set.

            | key | what becomes of it | |
            |---|---|---|
            """);
    for (SparkYarnKey key : SparkYarnKey.values()) {
      page.append(
          "| `%s` | %s | %s |%n".formatted(key.key(), key.standing().words(), key.meaning()));
    }
    return page.toString();
  }
}
