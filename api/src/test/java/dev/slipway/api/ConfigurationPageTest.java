package dev.slipway.api;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** docs/configuration.md says what the code says. */
class ConfigurationPageTest {
  @Test
  void thePageIsTheCodes() throws IOException {
    GeneratedPage.check("configuration.md", page());
  }

  private static String page() {
    StringBuilder page =
        new StringBuilder(
            """
            # Configuration

            Applications are configured by Spark's own `spark.*` keys, which mean what they mean to Spark, and by
            the `slipway.*` keys below, given in the same ways (`--conf`, a properties file, `spark-defaults.conf`).
            This page is made from `SlipwayKey`. Options of a server or a node are for `slipway server`, `slipway node` and
            `slipway cluster start`, which hands them to both.

            | key | default | meaning |
            |---|---|---|
            """);
    for (SlipwayKey key : SlipwayKey.values()) {
      page.append("| `%s` | %s | %s |%n".formatted(key.key(), key.otherwise(), key.meaning()));
    }
    page.append(
        """

        | variable | meaning |
        |---|---|
        | `SLIPWAY_HOME` | one folder for state and caches; else `XDG_DATA_HOME` and `XDG_CACHE_HOME`, else `~/.local/share/slipway` and `~/.cache/slipway` |
        | `SLIPWAY_TOKEN_FILE` | as `slipway.token.file` |
        | `SPARK_HOME`, `SPARK_CONF_DIR`, `PYSPARK_PYTHON`, `JAVA_HOME`, ... | Spark's own, as Spark has them |
        """);
    return page.toString();
  }
}
